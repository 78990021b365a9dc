using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Faults;

/// <summary>Turns a target as written into nodes, from what the system itself says at this moment.</summary>
public interface ITargets
{
    /// <summary>Resolves a selector; picks are made with the run's seed.</summary>
    /// <exception cref="LabException">Nothing matches; the message says what was seen instead.</exception>
    Task<IReadOnlyList<INode>> ResolveAsync(Selector selector, CancellationToken ct);
}

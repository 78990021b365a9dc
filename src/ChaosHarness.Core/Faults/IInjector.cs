using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Faults;

/// <summary>
/// Does one kind of fault. An injector keeps no state between injections; what it does to nodes it does through
/// their abilities, so that it works in every lab that has them.
/// </summary>
public interface IInjector
{
    /// <summary>Its name in files, one line of help, and its parameters.</summary>
    FaultKind Kind { get; }

    /// <summary>Why it cannot be used on these nodes, or null when it can. Asked when a run is planned.</summary>
    string? Unavailable(ILab lab, FaultRequest request);

    /// <summary>What it will do there and how that is taken back, as commands a person could type.</summary>
    IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request);

    /// <summary>Does it. When it throws, it has taken back what it had done so far.</summary>
    /// <exception cref="LabException">It could not be done.</exception>
    Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct);
}

/// <summary>A fault that is in place now.</summary>
public interface IInjection
{
    /// <summary>Looks, independently of the deed itself, whether the fault has taken effect.</summary>
    Task<Proof> ProveEffectAsync(CancellationToken ct);

    /// <summary>Takes it back. May be called again after it failed; does nothing when all is healed already.</summary>
    Task HealAsync(CancellationToken ct);

    /// <summary>Looks whether it is gone. The system may still be recovering from it.</summary>
    Task<Proof> ProveHealedAsync(CancellationToken ct);
}

/// <summary>What was looked at and what it showed.</summary>
/// <param name="Holds">Whether it shows what had to be shown.</param>
/// <param name="Evidence">What was seen, in one sentence with numbers.</param>
/// <param name="At">When the effect is known to have begun or ended: by the kernel's word where there is one.</param>
public sealed record Proof(bool Holds, string Evidence, Instant At);

/// <summary>A fault with its targets resolved.</summary>
/// <param name="Name">What the scenario calls it.</param>
/// <param name="Targets">The nodes it hits.</param>
/// <param name="Service">The service on them, for faults that hit one; null otherwise.</param>
/// <param name="Parameters">Its parameters, checked against its <see cref="FaultKind"/>.</param>
/// <param name="Groups">Nodes of every <see cref="Selector"/>-valued parameter, by parameter name.</param>
/// <param name="Clock">The run's clock.</param>
public sealed record FaultRequest(
    string Name,
    IReadOnlyList<INode> Targets,
    string? Service,
    IReadOnlyDictionary<string, ParameterValue> Parameters,
    IReadOnlyDictionary<string, IReadOnlyList<INode>> Groups,
    TimeProvider Clock)
{
    /// <summary>A parameter's value, or a default when the file is silent.</summary>
    public T Get<T>(string name, T fallback) => Parameters.Get(name, fallback);
}

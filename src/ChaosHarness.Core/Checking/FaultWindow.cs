using ChaosHarness.Journals;

namespace ChaosHarness.Checking;

/// <summary>When one fault was in place, as the journal tells.</summary>
/// <param name="Step">The scenario's step, from 0.</param>
/// <param name="Name">The fault's name in the scenario.</param>
/// <param name="Targets">The nodes it hit.</param>
/// <param name="Injecting">The injector was about to act.</param>
/// <param name="Injected">The injector had acted; null when it failed.</param>
/// <param name="Effective">The effect is proven to have begun by then; null when it could not be proven.</param>
/// <param name="Healing">Healing began; null when the fault was never healed.</param>
/// <param name="Healed">The fault is proven to be gone; null when that could not be proven.</param>
public sealed record FaultWindow(
    int Step, string Name, IReadOnlyList<string> Targets, Instant Injecting, Instant? Injected, Instant? Effective,
    Instant? Healing, Instant? Healed)
{
    /// <summary>Reads the windows of all faults, in the order of their steps.</summary>
    public static IReadOnlyList<FaultWindow> From(IEnumerable<JournalEvent> journal)
    {
        SortedDictionary<int, FaultWindow> windows = [];
        foreach (JournalEvent entry in journal)
        {
            if (entry.Step is not { } step)
                continue;
            if (entry.Kind == EventKinds.Injecting)
            {
                string[] targets = entry.Data.GetValueOrDefault("targets", "")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries);
                windows[step] = new(step, entry.Subject ?? "", targets, entry.At, null, null, null, null);
            }
            else if (windows.TryGetValue(step, out FaultWindow? window))
            {
                windows[step] = entry.Kind switch
                {
                    EventKinds.Injected => window with { Injected = entry.At },
                    EventKinds.Effective => window with { Effective = entry.At },
                    EventKinds.Healing => window with { Healing = window.Healing ?? entry.At },
                    EventKinds.Healed => window with { Healed = entry.At },
                    _ => window,
                };
            }
        }

        return [.. windows.Values];
    }
}

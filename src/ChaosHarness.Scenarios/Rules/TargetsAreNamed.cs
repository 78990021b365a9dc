using ChaosHarness.Scenarios.Reading;

namespace ChaosHarness.Scenarios.Rules;

/// <summary>
/// A row that speaks of the fault's target, or of the other nodes, means nothing for a fault whose target nobody has named.
/// </summary>
internal sealed class TargetsAreNamed : IRule
{
    public void Check(RuleContext context)
    {
        IReadOnlyCollection<FaultStep> last = [.. context.LastFaults()];
        foreach (StepEntry entry in context.Steps)
        {
            // Where 'on' has to be given the step is told so already.
            if (entry.Step is not FaultStep { On: null } step || context.Words.Fault(step.Fault) is not { NeedsTarget: false }
                || (step.Row ?? (last.Contains(step) ? context.Scenario.Row : null)) is not { } row)
                continue;
            string[] speaking =
            [
                .. row.Actions.Where(a => SpeaksOfTargets(a.Evidence)).Select(a => $"'{a.Name}'"),
                .. row.MustNot.Any(SpeaksOfTargets) ? ["what must not happen"] : (string[])[],
            ];
            if (entry.Map["fault"] is { } at && entry.Map["on"] is null && speaking.Length > 0)
            {
                context.Problems.Add(at, $"row '{row.Name}' speaks of the fault's target or of other nodes ({string.Join(", ", speaking)}):"
                    + $" add 'on: NODES', the nodes that this {step.Fault} is about");
            }
        }
    }

    private static bool SpeaksOfTargets(Evidence evidence) => evidence.Node is "target" or "other";
}

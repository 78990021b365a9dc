using ChaosHarness.Scenarios.Reading;

namespace ChaosHarness.Scenarios.Rules;

/// <summary>
/// What a row documents has to be judged somewhere: a scenario's row by a step that has none of its own, a step's row
/// within the step.
/// </summary>
internal sealed class RowsJudgeSomething : IRule
{
    public void Check(RuleContext context)
    {
        foreach (StepEntry entry in context.Steps)
        {
            if (entry.Step is FaultStep { Row: { Staleness.Count: > 0 } row } && entry.Map.Scalar("row") is { } at)
            {
                context.Problems.Add(at,
                    $"row '{row.Name}' bounds staleness, which is judged for a whole run only: make it the scenario's row");
            }
        }

        if (context.Scenario.Row is { } whole && context.File.Scalar("row") is { } name
            && (whole.Actions.Count > 0 || whole.MustNot.Count > 0)
            && context.LastFaults().ToList() is { Count: > 0 } last && last.All(s => s.Row is not null))
        {
            context.Problems.Add(name,
                $"row '{whole.Name}' would judge nothing: each last fault before a recover step has a row of its own;"
                + " leave that out, or this one");
        }
    }
}

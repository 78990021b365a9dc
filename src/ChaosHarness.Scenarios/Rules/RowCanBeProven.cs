using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Rules;

/// <summary>What a row needs as evidence from operations has to be produced by some load.</summary>
internal sealed class RowCanBeProven : IRule
{
    public void Check(RuleContext context)
    {
        Check(context, context.Scenario.Row, context.File);
        foreach (var entry in context.Steps)
            Check(context, (entry.Step as FaultStep)?.Row, entry.Map);
    }

    private static void Check(RuleContext context, TableRow? row, YamlMap map)
    {
        if (row is null || map.Scalar("row") is not { } at)
            return;
        string[] produced = [.. ClassesAreProduced.Of(context.Scenario)];
        foreach (RecoveryAction action in row.Actions.Where(a => !a.Optional))
        {
            if (action.Evidence.Operation is { } needed && !produced.Contains(needed))
            {
                context.Problems.Missing(at,
                    $"row '{row.Name}' proves '{action.Name}' by {needed}, which no load here produces:"
                    + $" add a load called '{needed.Split('.')[0]}'");
            }
        }
    }
}

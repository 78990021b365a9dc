using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Rules;

/// <summary>Consistency can be expected only of loads that store something and look at it again.</summary>
internal sealed class ConsistencyCanBeJudged : IRule
{
    public void Check(RuleContext context)
    {
        if (context.Scenario.Expect.Consistency is null || context.Scenario.Loads.Count == 0)
            return;
        YamlScalar at = ((YamlMap)context.File["expect"]!).Scalar("consistency")!;
        if (!context.Scenario.Loads.Any(l => context.Words.Models.ContainsKey(l.Workload)))
        {
            context.Problems.Add(at,
                "no load here keeps data that could be judged: take one of the workloads "
                + string.Join(", ", context.Words.Models.Keys.Order()));
        }
        else if (context.Scenario.Stack.Data is null && context.Scenario.Loads.All(l => l.Reads <= 0))
        {
            context.Problems.Add(at, "nothing here is ever read, so nothing could contradict: give a load 'reads: 50%'");
        }
    }
}

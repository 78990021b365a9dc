using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Rules;

/// <summary>An outage can be expected only of operation classes that some load produces.</summary>
internal sealed class ClassesAreProduced : IRule
{
    public void Check(RuleContext context)
    {
        if (context.File["expect"] is not YamlMap expect || context.Names is null)
            return;
        string[] produced = [.. Of(context.Scenario)];
        foreach (YamlScalar name in expect.MapOf("outage").Select(e => e.Key).Where(k => k.Text != "*" && !produced.Contains(k.Text)))
            context.Problems.Add(name, Suggestion.Unknown("operation class", name.Text, produced)
                + " (classes are called LOAD.read and LOAD.write)");
    }

    /// <summary>The operation classes that a scenario's loads produce.</summary>
    public static IEnumerable<string> Of(Scenario scenario)
    {
        foreach (LoadSpec load in scenario.Loads)
        {
            if (load.Reads > 0)
                yield return $"{load.Name}.read";
            if (load.Reads < 1)
                yield return $"{load.Name}.write";
        }
    }
}

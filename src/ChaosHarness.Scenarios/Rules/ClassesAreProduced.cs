using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Rules;

/// <summary>An outage can be expected only of operation classes that some load produces.</summary>
internal sealed class ClassesAreProduced : IRule
{
    /// <summary>The workload that neither reads nor writes.</summary>
    private const string Probe = "probe";

    public void Check(RuleContext context)
    {
        if (context.File["expect"] is not YamlMap expect || context.Names is null)
            return;
        string[] produced = [.. Of(context.Scenario)];
        IEnumerable<YamlScalar> unknown = expect.MapOf("outage").Select(e => e.Key)
            .Where(k => k.Text != "*" && !produced.Contains(k.Text));
        foreach (YamlScalar name in unknown)
            context.Problems.Add(name, Suggestion.Unknown("operation class", name.Text, produced)
                + " (classes are called LOAD.read and LOAD.write)");
    }

    /// <summary>The operation classes that a scenario's loads produce.</summary>
    public static IEnumerable<string> Of(Scenario scenario)
    {
        foreach (LoadSpec load in scenario.Loads)
        {
            bool isProbe = load.Workload == Probe;
            if (isProbe)
                yield return $"{load.Name}.probe";
            if (!isProbe && load.Reads > 0)
                yield return $"{load.Name}.read";
            if (!isProbe && load.Reads < 1)
                yield return $"{load.Name}.write";
        }
    }
}

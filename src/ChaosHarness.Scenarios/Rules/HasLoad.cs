using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Rules;

/// <summary>Without load nothing can be measured.</summary>
internal sealed class HasLoad : IRule
{
    public void Check(RuleContext context)
    {
        if (context.File["load"] is YamlMap { Entries.Count: 0 } load)
            context.Problems.Missing(load,
                "there is no load: write at least one, such as"
                + " 'web: { through: web, workload: documents, rate: 200/s }'");
    }
}

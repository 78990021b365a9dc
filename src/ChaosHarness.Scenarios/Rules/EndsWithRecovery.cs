namespace ChaosHarness.Scenarios.Rules;

/// <summary>A scenario says how long the system may take to be as before.</summary>
internal sealed class EndsWithRecovery : IRule
{
    public void Check(RuleContext context)
    {
        if (context.Steps.Count > 0 && context.Steps[^1].Map["recover"] is null)
            context.Problems.Missing(context.Steps[^1].Map,
                "the last step has to be '- recover: 60s' (or another limit): heal all and wait for steady state");
        else if (context.Steps.Count == 0 && context.File["steps"] is Yaml.YamlList steps)
            context.Problems.Missing(steps, "there are no steps: write at least '- recover: 60s'");
    }
}

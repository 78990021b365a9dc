using ChaosHarness.Scenarios.Reading;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Rules;

/// <summary>A heal step needs a fault above it that is still in place and that can be healed.</summary>
internal sealed class HealsWhatWasInjected : IRule
{
    public void Check(RuleContext context)
    {
        Dictionary<string, FaultStep> injected = [];
        Dictionary<string, string> gone = [];
        foreach (StepEntry entry in context.Steps)
        {
            switch (entry.Step)
            {
                case FaultStep fault:
                    injected[fault.Name] = fault;
                    if (fault.For is { } span)
                        gone[fault.Name] = $"heals by itself after {span.TotalSeconds:0.###}s";
                    break;
                case HealStep { Name: { } name } when entry.Map.Scalar("heal") is { } at:
                    Heal(context, at, name, injected, gone);
                    gone[name] = $"was healed in line {entry.Map.Line}";
                    break;
                case HealStep or RecoverStep:
                    foreach (string each in injected.Keys)
                        gone[each] = $"was healed in line {entry.Map.Line}";
                    break;
            }
        }
    }

    private static void Heal(
        RuleContext context, YamlScalar at, string name, Dictionary<string, FaultStep> injected,
        Dictionary<string, string> gone)
    {
        if (!injected.TryGetValue(name, out FaultStep? fault))
        {
            bool later = context.Scenario.Steps.OfType<FaultStep>().Any(f => f.Name == name);
            context.Problems.Add(at, later
                ? $"'{name}' is injected further down only: move this step below it"
                : Suggestion.Unknown("fault", name, injected.Keys.Append(StepReader.All))
                    + " (heal names a fault of a step above)");
        }
        else if (gone.TryGetValue(name, out string? why))
        {
            context.Problems.Add(at, $"'{name}' {why}: take this step out");
        }
        else if (context.Words.Fault(fault.Fault) is { Heals: null })
        {
            context.Problems.Add(at, $"{fault.Fault} leaves nothing to heal: take this step out");
        }
    }
}

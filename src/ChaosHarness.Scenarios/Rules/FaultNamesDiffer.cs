using ChaosHarness.Scenarios.Reading;

namespace ChaosHarness.Scenarios.Rules;

/// <summary>Every fault has a name of its own, because steps, checkers and reports call it by that.</summary>
internal sealed class FaultNamesDiffer : IRule
{
    public void Check(RuleContext context)
    {
        Dictionary<string, int> lines = [];
        foreach (StepEntry entry in context.Steps)
        {
            if (entry.Step is not FaultStep fault)
                continue;
            if (fault.Name == StepReader.All)
                context.Problems.Add(entry.NamePlace, $"'{StepReader.All}' means every fault: choose another name");
            else if (!lines.TryAdd(fault.Name, fault.Line))
                context.Problems.Add(entry.NamePlace,
                    $"the fault in line {lines[fault.Name]} is called '{fault.Name}' too: name this one with 'as:'");
        }
    }
}

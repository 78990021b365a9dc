using ChaosHarness.Scenarios.Reading;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Rules;

/// <summary>
/// Something that has to hold across a scenario. Each rule looks for one kind of mistake and knows no other.
/// </summary>
internal interface IRule
{
    /// <summary>Adds a problem for every mistake it finds.</summary>
    void Check(RuleContext context);
}

/// <summary>What rules look at.</summary>
/// <param name="File">The file.</param>
/// <param name="Scenario">What it means, as far as it can be told.</param>
/// <param name="Names">The stack's names; null when there is no stack.</param>
/// <param name="Steps">Its steps with their places.</param>
/// <param name="Words">The names that code stands behind.</param>
/// <param name="Problems">Where mistakes go.</param>
internal sealed record RuleContext(
    YamlMap File, Scenario Scenario, StackNames? Names, IReadOnlyList<StepEntry> Steps, Vocabulary Words,
    ProblemList Problems)
{
    /// <summary>The last fault before each recover step: those that a scenario's row speaks of.</summary>
    public IEnumerable<FaultStep> LastFaults()
    {
        FaultStep? last = null;
        foreach (Step step in Scenario.Steps)
        {
            if (step is RecoverStep && last is not null)
                yield return last;
            last = step is RecoverStep ? null : step as FaultStep ?? last;
        }
    }
}

/// <summary>All rules.</summary>
internal static class AllRules
{
    public static readonly IReadOnlyList<IRule> Of =
    [
        new ServiceRunsThere(), new FaultNamesDiffer(), new HealsWhatWasInjected(), new EndsWithRecovery(),
        new HasLoad(), new ClassesAreProduced(), new RowCanBeProven(), new RowsJudgeSomething(), new TargetsAreNamed(),
        new ConsistencyCanBeJudged(),
    ];
}

using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Outages;

/// <summary>The bound on the outage of a class, worked out.</summary>
/// <param name="Allowed">The bound; null when any number passes.</param>
/// <param name="IsExpected">Whether the scenario itself sets it, and not the documented row.</param>
internal sealed record OutageBound(Allowed? Allowed, bool IsExpected);

/// <summary>
/// Which bound holds for a class after a fault: the scenario's for the class, its bound for all classes, then that of the
/// row that the fault's step names, or else the scenario's row.
/// </summary>
internal sealed class OutageBounds(Scenario scenario, LiveConfiguration live)
{
    private const string All = "*";

    private readonly BoundEvaluator _evaluator = new(scenario.Stack.Table, live);

    /// <summary>The bound for a class after the fault of a step, counted from 0.</summary>
    public OutageBound For(string operationClass, int step)
    {
        IReadOnlyDictionary<string, Bound?> expected = scenario.Expect.Outage;
        if (expected.TryGetValue(operationClass, out Bound? bound) || expected.TryGetValue(All, out bound))
            return new(bound is null ? null : _evaluator.Evaluate(bound), !IsFromRow(bound));
        Bound? documented = null;
        if ((scenario.RowAt(step) ?? scenario.Row) is { } row && !row.Outage.TryGetValue(operationClass, out documented))
            row.Outage.TryGetValue(All, out documented);
        return new(documented is null ? null : _evaluator.Evaluate(documented), IsExpected: false);
    }

    /// <summary>What is expected of classes that do not exist.</summary>
    public IEnumerable<Finding> Unmatched(IReadOnlyCollection<string> classes) =>
        from name in scenario.Expect.Outage.Keys
        where name != All && !classes.Contains(name)
        select new Finding(
            Verdict.Unknown,
            $"An outage bound is given for {name}, but no operation of that class was recorded "
            + $"({(classes.Count == 0 ? "there are none at all" : $"there are {string.Join(", ", classes)}")}).");

    /// <summary>A scenario may take over the row's bound by name; then it is still the row's.</summary>
    private bool IsFromRow(Bound? bound) => bound is not null && scenario.Row?.Outage.Values.Contains(bound) == true;
}

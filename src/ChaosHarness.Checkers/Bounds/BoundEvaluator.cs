using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Bounds;

/// <summary>
/// Works bounds out. A name in a bound is looked for among the measured numbers, then among the table's variables, then
/// in the live configuration.
/// </summary>
/// <param name="table">The stack's table.</param>
/// <param name="live">The live configuration.</param>
/// <param name="measured">Numbers measured in this run that a bound may refer to, by name.</param>
internal sealed class BoundEvaluator(
    Table table, LiveConfiguration live, IReadOnlyDictionary<string, double>? measured = null)
{
    /// <summary>Works a bound out.</summary>
    public Allowed Evaluate(Bound bound)
    {
        List<string> missing = [];
        double? min = Evaluate(bound.Min, missing);
        double? max = Evaluate(bound.Max, missing);
        return new(bound, min, max, [.. missing.Distinct()]);
    }

    /// <summary>The names of the live configuration that the table's variables lead to.</summary>
    public IReadOnlyList<string> LiveNames() =>
        [.. table.Variables.Values.SelectMany(f => f.Variables).Where(n => !table.Variables.ContainsKey(n)).Distinct()];

    private double? Evaluate(Formula? formula, List<string> missing)
    {
        if (formula is null)
            return null;
        int before = missing.Count;
        double? value = formula.Evaluate(name => Value(name, [], missing));
        if (value is null && missing.Count == before)
            missing.Add($"'{formula.Text}' has no value (a division by zero)");
        return value;
    }

    private double? Value(string name, HashSet<string> within, List<string> missing)
    {
        if (measured is not null && measured.TryGetValue(name, out double number))
            return number;
        if (table.Variables.TryGetValue(name, out Formula? formula) && within.Add(name))
        {
            double? value = formula.Evaluate(inner => Value(inner, within, missing));
            within.Remove(name);
            return value;
        }

        if (live[name] is { } known)
            return known;
        missing.Add(live.Differs(name)
            ?? (live.Names.Contains(name) ? $"{name} is no number in the live configuration" : $"{name} is not in the live configuration"));
        return null;
    }
}

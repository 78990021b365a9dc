using ChaosHarness.Checking;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>Reads what a scenario expects. <c>&lt;= derived</c> is replaced by the row's own bound.</summary>
internal sealed class ExpectReader(Scenario scenario, bool hasStack, bool hasRow, ProblemList problems)
{
    private const string Derived = "derived";

    /// <summary>
    /// The smallest number above zero that anybody cares about: one millisecond, or a thousandth of a write.
    /// </summary>
    private const double Found = 0.001;

    /// <summary>The expectations that can be read.</summary>
    public static Expectations Read(YamlMap file, Scenario scenario, bool hasStack, ProblemList problems)
    {
        if (file["expect"] is not YamlMap expect)
            return new();
        ExpectReader reader = new(scenario, hasStack, file["row"] is not null, problems);
        return new()
        {
            Outage = expect.MapOf("outage").Where(e => e.Value is YamlScalar { IsNull: false })
                .Select(e => (Class: e.Key, Read: reader.Outage(e.Key.Text, (YamlScalar)e.Value)))
                .Where(e => e.Read is not null).ToDictionary(e => e.Class.Text, e => e.Read!.Bound),
            LostWrites = reader.Expectation(expect.Scalar("lost-writes"), [.. MeasuredNames.All]),
            SplitBrain = reader.SplitBrain(expect),
            Consistency = expect.Text("consistency") switch
            {
                "linearizable" => ConsistencyExpectation.Linearizable,
                "violated" => ConsistencyExpectation.Violated,
                _ => null,
            },
            Failover = expect.Text("failover") switch { "required" => true, "forbidden" => false, _ => null },
        };
    }

    /// <summary>By role; a plain value speaks of the primary.</summary>
    private Dictionary<string, Expectation> SplitBrain(YamlMap expect)
    {
        if (expect.Scalar("split-brain") is { } plain)
            return Expectation(plain) is { } one ? new() { [RoleSpec.Primary] = one } : [];
        Dictionary<string, Expectation> roles = [];
        string[] known = [.. scenario.Stack.ExclusiveRoles.Select(r => r.Name)];
        foreach (YamlEntry entry in expect.MapOf("split-brain"))
        {
            if (hasStack && !known.Contains(entry.Key.Text))
                problems.Add(entry.Key, Suggestion.Unknown("role that only one node may have", entry.Key.Text, known));
            if (entry.Value is YamlScalar { IsNull: false } value && Expectation(value) is { } read)
                roles[entry.Key.Text] = read;
        }

        return roles;
    }

    private Expectation? Outage(string @class, YamlScalar text)
    {
        Expectation? read = Expectation(text, Derived);
        if (read?.Bound is not { } bound || !Names(bound).Contains(Derived))
            return read;
        if (bound is not { Min: null, Max.Root: FormulaNode.Variable })
            problems.Add(text, "'derived' stands by itself: write '<= derived', or a bound over the table's variables");
        if (scenario.Row is not { } row)
        {
            if (hasStack && !hasRow)
                problems.Missing(text, "'<= derived' takes the bound from the table: name its row with 'row:'");
            return null;
        }

        Bound? derived = row.Outage.GetValueOrDefault(@class) ?? row.Outage.GetValueOrDefault("*");
        if (derived is null)
            problems.Add(text,
                $"row '{row.Name}' has no outage bound for '{@class}': add it there, or write one here such as '<= 8s'");
        return derived is null ? null : new(derived);
    }

    private Expectation? Expectation(YamlScalar? text, params string[] moreNames)
    {
        if (text?.Text is not { } written)
            return null;
        if (written == "report")
            return new((Bound?)null);
        if (written == "found")
            return new(new Bound(written, new("1ms", new FormulaNode.Number(Found)), null));
        if (BoundParser.Complaint(written) is not null)
            return null;
        Bound bound = BoundParser.Parse(written);
        if (hasStack)
            Variables.Check(bound, text, [.. scenario.Stack.Table.Variables.Keys, .. moreNames], problems);
        return new(bound);
    }

    private static IEnumerable<string> Names(Bound bound) =>
        (bound.Min?.Variables ?? []).Concat(bound.Max?.Variables ?? []);
}

using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Bounds;

public sealed class LiveConfigurationTests
{
    private const string DownAfter = "sentinel.down-after-milliseconds";

    [Fact]
    public void Tells_a_value_that_all_nodes_agree_on()
    {
        LiveConfiguration live = Live((1, "s1", DownAfter, "5000"), (1, "s2", DownAfter, "5000.0"));
        Assert.Equal(5000, live[DownAfter]);
        Assert.Null(live.Differs(DownAfter));
        Assert.Null(live["sentinel.quorum"]);
    }

    [Theory]
    [InlineData("300ms", 0.3)]
    [InlineData("2s", 2)]
    [InlineData("1m", 60)]
    [InlineData("7", 7)]
    public void Reads_units_that_a_value_carries(string text, double value) =>
        Assert.Equal(value, Live((1, "lb", "haproxy.inter", text))["haproxy.inter"]!.Value, 9);

    [Fact]
    public void Has_no_value_for_what_nodes_tell_differently_or_in_words()
    {
        LiveConfiguration live = Live((1, "s1", DownAfter, "5000"), (1, "s2", DownAfter, "30000"), (1, "r1", "redis.appendonly", "no"));
        Assert.Null(live[DownAfter]);
        Assert.Equal("sentinel.down-after-milliseconds differs: s1 says 5000, s2 says 30000", live.Differs(DownAfter));
        Assert.Null(live["redis.appendonly"]);
    }

    [Fact]
    public void Counts_what_was_in_force_before_the_first_fault_and_tells_of_changes()
    {
        LiveConfiguration live = Live((1, "s1", DownAfter, "5000"), (9, "s1", DownAfter, "1000"));
        Assert.Equal(5000, live[DownAfter]);
        Assert.Equal("sentinel.down-after-milliseconds changed to 1000 on s1 during the run", live.Changed(DownAfter));
    }

    [Fact]
    public void Works_bounds_out_from_the_tables_variables()
    {
        FormulaNode inSeconds = new FormulaNode.Call("*", [new FormulaNode.Variable(DownAfter), new FormulaNode.Number(0.001)]);
        Table table = new("t", new Dictionary<string, Formula> { ["down-after"] = new("d", inSeconds) }, new Dictionary<string, TableRow>());
        FormulaNode plus = new FormulaNode.Call("+", [new FormulaNode.Variable("down-after"), new FormulaNode.Number(4)]);
        Bound bound = new("<= down-after + 4s", null, new("down-after + 4s", plus));

        Assert.Equal(9, new BoundEvaluator(table, Live((1, "s1", DownAfter, "5000"))).Evaluate(bound).Max);
        Allowed missing = new BoundEvaluator(table, Live()).Evaluate(bound);
        Assert.False(missing.IsKnown);
        Assert.Equal([$"{DownAfter} is not in the live configuration"], missing.Missing);
        Allowed differs = new BoundEvaluator(table, Live((1, "s1", DownAfter, "1"), (1, "s2", DownAfter, "2"))).Evaluate(bound);
        Assert.Contains("differs", Assert.Single(differs.Missing), StringComparison.Ordinal);
    }

    [Fact]
    public void Prefers_measured_numbers_and_refuses_to_divide_by_zero()
    {
        BoundEvaluator bounds = new(Stack().Table, Live(), new Dictionary<string, double> { ["acknowledged"] = 7 });
        Assert.Equal(7, bounds.Evaluate(new("<= acknowledged", null, Variable("acknowledged"))).Max);
        FormulaNode byZero = new FormulaNode.Call("/", [new FormulaNode.Number(1), new FormulaNode.Number(0)]);
        Assert.False(bounds.Evaluate(new("<= 1 / 0", null, new("1 / 0", byZero))).IsKnown);
    }

    private static LiveConfiguration Live(params (double At, string Node, string Name, string Value)[] readings)
    {
        RunBuilder run = new();
        foreach ((double at, string node, string name, string value) in readings)
            run.Event(at, EventKinds.Configuration, value, node, name);
        return new(run.Journal, RunBuilder.At(5));
    }
}

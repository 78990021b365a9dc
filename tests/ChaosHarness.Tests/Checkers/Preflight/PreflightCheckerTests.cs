using ChaosHarness.Checkers.Preflight;
using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Preflight;

public sealed class PreflightCheckerTests
{
    private static readonly PreflightRule s_rule = new()
    {
        Name = "r", Text = "It is wrong.", Severity = Severity.Error, Source = "the book", Remedy = "Mend it.",
    };

    [Theory]
    [InlineData(20, Verdict.Fail, "Preflight error, rule 'r': It is wrong. (x.ttl is 20, wanted at least 30")]
    [InlineData(30, Verdict.Pass, "Rule 'r' holds: x.ttl is 30")]
    public void A_formula_has_to_lie_within_its_bound(int ttl, Verdict verdict, string begins)
    {
        Finding finding = Check(
            s_rule with { Value = Variable("x.ttl"), Bound = AtLeast(30) }, ("n1", "x.ttl", $"{ttl}"), ("n2", "x.ttl", $"{ttl}"));

        Assert.Equal(verdict, finding.Verdict);
        Assert.StartsWith(begins, finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("on", "on", Verdict.Pass)]
    [InlineData("on", "off", Verdict.Fail)]
    public void A_text_has_to_be_right_on_every_node(string one, string two, Verdict verdict) =>
        Assert.Equal(verdict, Check(s_rule with { Config = "x.flag", Is = "on" }, ("n1", "x.flag", one), ("n2", "x.flag", two)).Verdict);

    [Theory]
    [InlineData("true", "off", "on", Verdict.Pass)]
    [InlineData("true", "on", "off", Verdict.Pass)]
    [InlineData("true", "off", "off", Verdict.Fail)]
    [InlineData("false", "on", "on", Verdict.Fail)]
    public void A_formula_joins_switches(string one, string two, string three, Verdict verdict)
    {
        Formula joined = new("x.one * max(x.two, x.three)", new FormulaNode.Call("*",
            [new FormulaNode.Variable("x.one"), new FormulaNode.Call("max", [new FormulaNode.Variable("x.two"), new FormulaNode.Variable("x.three")])]));
        Assert.Equal(verdict, Check(
            s_rule with { Value = joined, Bound = AtLeast(1) }, ("n1", "x.one", one), ("n1", "x.two", two), ("n1", "x.three", three)).Verdict);
    }

    [Fact]
    public void A_text_may_be_unwanted() =>
        Assert.Equal(Verdict.Fail, Check(s_rule with { Config = "x.flag", IsNot = "off" }, ("n1", "x.flag", "off")).Verdict);

    [Theory]
    [InlineData("a", "b", Verdict.Pass)]
    [InlineData("a", "a", Verdict.Fail)]
    public void Every_node_may_need_a_value_of_its_own(string one, string two, Verdict verdict) =>
        Assert.Equal(verdict, Check(s_rule with { Config = "x.name", Distinct = true }, ("n1", "x.name", one), ("n2", "x.name", two)).Verdict);

    [Fact]
    public void What_nobody_tells_is_unknown()
    {
        Assert.Equal(Verdict.Unknown, Check(s_rule with { Config = "x.flag", Is = "on" }).Verdict);
        Assert.Equal(Verdict.Unknown, Check(s_rule with { Value = Variable("x.ttl"), Bound = AtMost(1) }).Verdict);
    }

    [Fact]
    public void Whoever_waits_is_told_of_what_does_not_hold_and_of_what_nobody_tells()
    {
        Table table = Stack().Table with
        {
            Preflight =
            [
                s_rule with { Name = "good", Config = "x.flag", Is = "on" },
                s_rule with { Name = "bad", Config = "x.flag", IsNot = "on" },
                s_rule with { Name = "dark", Config = "x.other", Is = "on" },
            ],
        };
        JournalEvent flag = new() { At = default, Kind = EventKinds.Configuration, Node = "n1", Subject = "x.flag", Value = "on" };

        Assert.Equal(
            ["preflight error: bad (x.flag is 'on' on n1; not wanted 'on')", "preflight unknown: dark (no node tells x.other)"],
            PreflightChecker.Remarks(table, [flag]));
    }

    [Fact]
    public void In_a_run_a_broken_rule_is_a_remark_with_its_source_and_what_to_do()
    {
        Finding finding = Check(
            s_rule with { Config = "x.flag", Is = "on" }, strict: false, ("n1", "x.flag", "off"));

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.EndsWith("Mend it. Source: the book.", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_read_after_the_first_fault_does_not_count()
    {
        RunBuilder run = Run(s_rule with { Config = "x.flag", Is = "on" }, ("n1", "x.flag", "on")).Fault(1000, 2000);
        run.Event(3000, EventKinds.Configuration, "off", "n1", "x.flag");

        Assert.Equal(Verdict.Pass, new PreflightChecker(strict: true).Check(run.Build(), CancellationToken.None).Verdict);
    }

    private static Finding Check(PreflightRule rule, params (string Node, string Name, string Value)[] live) =>
        Check(rule, strict: true, live);

    private static Finding Check(PreflightRule rule, bool strict, params (string Node, string Name, string Value)[] live) =>
        Assert.Single(new PreflightChecker(strict).Check(Run(rule, live).Build(), CancellationToken.None).Findings);

    private static RunBuilder Run(PreflightRule rule, params (string Node, string Name, string Value)[] live)
    {
        RunBuilder run = new();
        Stack stack = run.Scenario.Stack;
        run.Scenario = run.Scenario with { Stack = stack with { Table = stack.Table with { Preflight = [rule] } } };
        foreach ((string node, string name, string value) in live)
            run.Event(1, EventKinds.Configuration, value, node, name);
        return run;
    }
}

using ChaosHarness.Scenarios;
using ChaosHarness.Scenarios.Values;

namespace ChaosHarness.Tests.Scenarios;

public sealed class Values
{
    [Theory]
    [InlineData("300ms", 0.3)]
    [InlineData("5s", 5)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    [InlineData("0s", 0)]
    public void Durations_have_units(string text, double seconds) => Assert.Equal(seconds, Durations.Parse(text)!.Value.TotalSeconds);

    [Theory]
    [InlineData("5")]
    [InlineData("5 s")]
    [InlineData("-5s")]
    [InlineData("5d")]
    [InlineData("s")]
    [InlineData("99999999999999h")]
    public void Other_texts_are_no_durations(string text) => Assert.Null(Durations.Parse(text));

    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("10 - 4 - 3", 3)]
    [InlineData("12 / 4 / 3", 1)]
    [InlineData("500ms + 1s", 1.5)]
    [InlineData("2m", 120)]
    [InlineData("50%", 0.5)]
    [InlineData("max(ttl - loop-wait, 0s)", 20)]
    [InlineData("min(ttl, loop-wait, 7) * 2", 14)]
    [InlineData("redis.repl-timeout / 2", 30)]
    [InlineData("2*ttl+loop-wait", 70)]
    public void Formulas_are_computed(string text, double expected)
    {
        Dictionary<string, double> live = new() { ["ttl"] = 30, ["loop-wait"] = 10, ["redis.repl-timeout"] = 60 };

        double? value = FormulaParser.Parse(text).Evaluate(name => live.TryGetValue(name, out double v) ? v : null);

        Assert.Equal(expected, value!.Value, precision: 9);
    }

    [Theory]
    [InlineData("ttl / 0")]
    [InlineData("unknown + 1s")]
    public void Formulas_without_an_answer_have_none(string text) =>
        Assert.Null(FormulaParser.Parse(text).Evaluate(name => name == "ttl" ? 30 : null));

    [Fact]
    public void Formulas_know_their_variables() =>
        Assert.Equal(["a", "b-c", "d.e"], FormulaParser.Parse("a + max(b-c, d.e) * a").Variables);

    [Theory]
    [InlineData("")]
    [InlineData("1 +")]
    [InlineData("1 2")]
    [InlineData("(1")]
    [InlineData("1)")]
    [InlineData("max()")]
    [InlineData("max 1")]
    [InlineData("5sec")]
    [InlineData("a & b")]
    [InlineData("1 .. 2")]
    public void Other_texts_are_no_formulas(string text)
    {
        FormatException wrong = Assert.Throws<FormatException>(() => FormulaParser.Parse(text));
        Assert.NotEmpty(wrong.Message);
    }

    [Theory]
    [InlineData("<= 8s", null, 8d)]
    [InlineData("at most 8s", null, 8d)]
    [InlineData(">= 1", 1d, null)]
    [InlineData("at least 1", 1d, null)]
    [InlineData("5s .. 9s", 5d, 9d)]
    [InlineData("1..3", 1d, 3d)]
    [InlineData("none", null, 0d)]
    public void Bounds_have_one_end_or_two(string text, double? least, double? most)
    {
        Bound bound = BoundParser.Parse(text);

        Assert.Equal((least, most, text), (bound.Min?.Evaluate(_ => null), bound.Max?.Evaluate(_ => null), bound.Text));
    }

    [Theory]
    [InlineData("redis1", Quantity.All, 0, "redis1")]
    [InlineData("the primary", Quantity.All, 0, "primary")]
    [InlineData("all web", Quantity.All, 0, "web")]
    [InlineData("a replica", Quantity.One, 1, "replica")]
    [InlineData("one of web", Quantity.One, 1, "web")]
    [InlineData("any sentinel", Quantity.One, 1, "sentinel")]
    [InlineData("majority of sentinels", Quantity.Majority, 0, "sentinels")]
    [InlineData("minority of the sentinels", Quantity.Minority, 0, "sentinels")]
    [InlineData("2 of redis", Quantity.Count, 2, "redis")]
    public void Targets_say_how_many_of_what(string text, Quantity quantity, int count, string of) =>
        Assert.Equal([new SelectorPart(quantity, count, of)], SelectorParser.Parse(text)!.Parts);

    [Fact]
    public void Targets_are_joined_by_commas() =>
        Assert.Equal(["primary", "web"], SelectorParser.Parse("primary, one of web")!.Parts.Select(p => p.Of));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("0 of redis")]
    [InlineData("most of redis")]
    [InlineData("primary,")]
    [InlineData("two redis")]
    public void Other_texts_are_no_targets(string text) => Assert.Equal(text is "a", SelectorParser.Parse(text) is not null);

    [Theory]
    [InlineData("3", 3, 3)]
    [InlineData("at least 2", 2, null)]
    [InlineData("at most 1", 0, 1)]
    [InlineData("1 .. 2", 1, 2)]
    [InlineData("none", 0, 0)]
    public void Counts_have_a_least_and_a_most(string text, int least, int? most) => Assert.Equal((least, most), Counts.Parse(text));

    [Theory]
    [InlineData("stop-servcie", "stop-service", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("same", "same", 0)]
    public void Edits_are_counted(string a, string b, int edits)
    {
        Assert.Equal(edits, Suggestion.Distance(a, b));
        Assert.Equal(edits, Suggestion.Distance(b, a));
    }

    [Fact]
    public void Case_blanks_and_underscores_are_no_difference() =>
        Assert.Equal("stop-service", Suggestion.Nearest("Stop_Service", ["stop-service", "start-service"]));
}

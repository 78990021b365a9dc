using ChaosHarness.Cli;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Scenarios;

/// <summary>A parameter that gets one value after the other: in the file and on the command line.</summary>
public sealed class Varying : IDisposable
{
    private readonly ScenarioFolder _folder = new();

    public Varying() => _folder.Write("stacks/small/stack.yaml", ScenarioFolder.GoodStack.Replace(
        "parameters:", "parameters:\n  log-size: { default: 0, type: size, help: the size of the log }", StringComparison.Ordinal));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_are_kept_as_written_and_as_numbers_in_their_unit()
    {
        Variation sizes = Vary("vary: { log-size: [0, 512k, 256m, 1g] }")!;
        Variation durations = Vary("vary: { down-after: [500ms, 2m] }")!;
        Variation words = Vary("vary: { restart: [never, always] }")!;

        Assert.Equal(("log-size", "the size of the log", "MiB"), (sizes.Parameter, sizes.Help, sizes.Unit));
        Assert.Equal([new("0", 0), new("512k", 0.5), new("256m", 256), new("1g", 1024)], sizes.Values);
        Assert.Equal(("s", 0.5, 120), (durations.Unit, durations.Values[0].Number, durations.Values[1].Number));
        Assert.Equal([new("never", null), new("always", null)], words.Values);
    }

    [Fact]
    public void The_command_line_varies_something_else_or_sets_one_value()
    {
        const string file = "vary: { log-size: [0, 1g] }";

        Variation other = Vary(file, new(1) { Vary = new("down-after", ["1s"]) })!;
        Variation? set = Vary(file, new(1) { Parameters = new Dictionary<string, string> { ["log-size"] = "64m" } });

        Assert.Equal(("down-after", "1s"), (other.Parameter, other.Values.Single().Text));
        Assert.Null(set);
    }

    [Theory]
    [InlineData("vary: { lgo-size: [0, 1g] }", "lgo-size|unknown parameter 'lgo-size', did you mean 'log-size'?")]
    [InlineData("vary: { log-size: [0, big, 7] }",
        "big|parameter log-size: 'big' is not a size such as 512k, 64m or 1g", "7]|parameter log-size: '7' is not a size such as 512k, 64m or 1g")]
    [InlineData("vary: { restart: [never, alwys] }", "alwys|unknown value of parameter restart 'alwys', did you mean 'always'?")]
    [InlineData("vary: { log-size: [] }", "[]|no value is named: write [one, two]")]
    [InlineData("vary: {}", "{}|no parameter is named: write 'vary: { PARAMETER: [one, two] }', or leave it out")]
    [InlineData("vary: { log-size: [1g, 1g] }", "1g] }|'1g' stands here twice: keep one, and have 'repeat' make more runs of it")]
    [InlineData("vary: { log-size: 1g }", "1g|a list has to stand here: write [one, two] or one '- item' per line")]
    [InlineData("vary: { log-size: [0], down-after: [x] }",
        "down-after|one parameter is varied at a time: take this one out, or write another scenario")]
    [InlineData("parameters: { log-size: 1g }\nvary: { log-size: [0] }",
        "log-size|'log-size' is varied, so it has no one value: leave it out here or there")]
    public void Mistakes_are_named_with_their_place(string vary, params string[] expected)
    {
        string text = $"{ScenarioFolder.GoodScenario}\n{vary}\n";
        _folder.Write("test.yaml", text);

        Assert.Equal(expected.Select(e => ScenarioFolder.At("test.yaml", text, e)), _folder.Problems());
    }

    [Fact]
    public void All_mistakes_of_the_command_line_are_named_at_once()
    {
        string[] problems = ScenarioFolder.Short(
            _folder.Read(new(1) { Vary = new("log-size", ["1g", "x", "y"]) }).Problems);

        Assert.Equal(2, problems.Length);
        Assert.All(problems, p => Assert.EndsWith("is not a size such as 512k, 64m or 1g (on the command line)", p, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_are_name_and_values()
    {
        Overrides given = Overrides.Parse(1, ["restart=never"], "log-size=0, 256m,1g");

        Assert.Equal("log-size", given.Vary!.Value.Key);
        Assert.Equal(["0", "256m", "1g"], given.Vary.Value.Value);
        Assert.Equal("never", given.Parameters["restart"]);
        Assert.Throws<UsageException>(() => Overrides.Parse(1, [], "log-size"));
        Assert.Throws<UsageException>(() => Overrides.Parse(1, [], "log-size=0,,1g"));
        Assert.Throws<UsageException>(() => Overrides.Parse(1, ["log-size=0"], "log-size=0,1g"));
    }

    [Fact]
    public void A_stack_that_is_wrong_with_one_value_only_is_found_before_anything_runs()
    {
        string stack = File.ReadAllText(Path.Combine(_folder.Root, "stacks/small/stack.yaml"));
        _folder.Write("stacks/small/stack.yaml", stack.Replace("default: 0, type: size", "default: 64m, type: size", StringComparison.Ordinal)
            + "\nvolumes: { csv: { path: /csv, nodes: db, size: \"${log-size}\" } }\n");
        string path = _folder.Write("test.yaml", $"{ScenarioFolder.GoodScenario}\nvary: {{ log-size: [64m, 0] }}\n");

        ScenarioSet set = ScenarioSet.Read([path], Overrides.None);

        Assert.Single(set.Scenarios);
        Assert.StartsWith("'0' is not a size", Assert.Single(set.Problems).Message, StringComparison.Ordinal);
    }

    private Variation? Vary(string line, ReadOptions? options = null)
    {
        _folder.Write("test.yaml", $"{ScenarioFolder.GoodScenario}\n{line}\n");
        ReadResult<Scenario> read = _folder.Read(options);
        Assert.Empty(ScenarioFolder.Short(read.Problems));
        return read.Value!.Vary;
    }
}

using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Scenarios;

public sealed class ReadingScenarios : IDisposable
{
    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Scenario Good()
    {
        ReadResult<Scenario> read = _folder.Read();
        Assert.Empty(ScenarioFolder.Short(read.Problems));
        return read.Value!;
    }

    [Fact]
    public void Loads_have_what_the_file_says_and_defaults_for_the_rest()
    {
        Scenario scenario = Good();

        Assert.Equal(["web", "direct"], scenario.Loads.Select(l => l.Name));
        Assert.Equal((200, 0.5, "client1", 16, 0.9), Numbers(scenario.Loads[0]));
        Assert.Equal((1.5, 0, "client2", 16, 0.9), Numbers(scenario.Loads[1]));
        Assert.Equal("redis-sentinel", scenario.Loads[1].Through.Kind);
        Assert.Equal(["db1:26379", "db2:26379", "db3:26379"], scenario.Loads[1].Through.Endpoints);
        Assert.Equal("db1", scenario.Loads[1].Through.Settings["master"]);
    }

    [Fact]
    public void Steps_know_their_line_and_their_target()
    {
        Scenario scenario = Good();

        FaultStep fault = Assert.IsType<FaultStep>(scenario.Steps[0]);
        Assert.Equal((8, TimeSpan.FromSeconds(5), "stop-service", "stop-service"), (fault.Line, fault.After, fault.Name, fault.Fault));
        Assert.Equal([new SelectorPart(Quantity.All, 0, "primary")], fault.On!.Parts);
        Assert.Equal("redis", fault.Parameters["service"].Text);
        Assert.Equal(TimeSpan.FromSeconds(60), Assert.IsType<RecoverStep>(scenario.Steps[1]).Limit);
    }

    [Fact]
    public void A_step_may_have_its_place_in_the_systems_rhythm()
    {
        _folder.Write("test.yaml", ScenarioFolder.GoodScenario.Replace(
            "    on: primary", "    on: primary\n    jitter: 3s\n    upon: { watch: role, subject: renewal, before: 500ms }",
            StringComparison.Ordinal) + "\nrepeat: 20\n");

        Scenario scenario = Good();

        Assert.Equal((20, TimeSpan.FromSeconds(3)), (scenario.Repeat, scenario.Steps[0].Jitter));
        Assert.Equal(new Moment("role", "renewal", TimeSpan.Zero, TimeSpan.FromMilliseconds(500)), scenario.Steps[0].Upon);
        Assert.Null(scenario.Steps[1].Upon);
    }

    [Fact]
    public void Derived_is_the_bound_of_the_row()
    {
        Scenario scenario = Good();

        Assert.Same(scenario.Row!.Outage["web.write"], scenario.Expect.Outage["web.write"]);
        Assert.Null(scenario.Expect.Outage["direct.write"]);
    }

    [Fact]
    public void Expectations_become_bounds()
    {
        Expectations expect = Good().Expect;

        Assert.Equal(1, expect.LostWrites!.Bound!.Min!.Evaluate(_ => null));
        Assert.Null(expect.LostWrites.Bound.Max);
        (string role, Expectation splitBrain) = Assert.Single(expect.SplitBrain);
        Assert.Equal("primary", role);
        Assert.True(splitBrain.Bound!.Min!.Evaluate(_ => null) > 0);
        Assert.True(expect.Failover);
    }

    [Fact]
    public void Roles_that_only_one_node_may_have_are_expected_one_by_one()
    {
        _folder.Write("stacks/small/stack.yaml", ScenarioFolder.GoodStack.Replace(
            "  replica: {", "  holder: { watch: role, value: holder, exclusive: true }\n  replica: {", StringComparison.Ordinal));
        _folder.Write("test.yaml", ScenarioFolder.GoodScenario.Replace(
            "split-brain: found", "split-brain: { holder: found, primary: report }", StringComparison.Ordinal));

        IReadOnlyDictionary<string, Expectation> expected = Good().Expect.SplitBrain;

        Assert.Equal(["holder", "primary"], expected.Keys.Order());
        Assert.Equal("found", expected["holder"].Bound!.Text);
        Assert.Null(expected["primary"].Bound);
    }

    [Theory]
    [InlineData("linearizable", ConsistencyExpectation.Linearizable)]
    [InlineData("violated", ConsistencyExpectation.Violated)]
    [InlineData("report", null)]
    public void Consistency_is_expected_broken_or_only_reported(string word, ConsistencyExpectation? expected)
    {
        Assert.Null(Good().Expect.Consistency);
        _folder.Write("test.yaml", ScenarioFolder.GoodScenario + $"\n  consistency: {word}");
        Assert.Equal(expected, Good().Expect.Consistency);
    }

    [Fact]
    public void Consistency_of_loads_that_keep_no_data_cannot_be_expected()
    {
        _folder.Write("test.yaml", ScenarioFolder.GoodScenario.Replace("workload: documents", "workload: probe", StringComparison.Ordinal)
            .Replace("workload: append", "workload: probe", StringComparison.Ordinal) + "\n  consistency: linearizable");
        Assert.Contains(_folder.Read().Problems, p => p.Message.StartsWith("no load here keeps data that could be judged", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_file_it_was_made_from_is_kept()
    {
        Assert.Equal(
            ["stacks/small/redis.conf", "stacks/small/stack.yaml", "stacks/small/table.yaml", "test.yaml"],
            Good().Files.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Reads_the_same_from_the_files_that_were_kept()
    {
        Scenario scenario = Good();
        using ScenarioFolder copy = new();
        foreach (SourceFile file in scenario.Files)
            copy.Write(file.Path, file.Text);

        Assert.Equal(scenario.Stack.Nodes.Select(n => n.Name), copy.Read().Value!.Stack.Nodes.Select(n => n.Name));
        Assert.Contains(scenario.Files, f => copy.Read().Value!.Path.EndsWith("/" + f.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void The_seed_comes_from_the_file_or_else_from_the_command_line()
    {
        Assert.Equal(7, Good().Seed);
        _folder.Write("test.yaml", "seed: 42\n" + ScenarioFolder.GoodScenario);

        Assert.Equal(42, Good().Seed);
        Assert.Equal(7, _folder.Read(new(7) { OverrideSeed = true }).Value!.Seed);
    }

    [Fact]
    public void Parameters_of_the_command_line_win_over_those_of_the_file()
    {
        _folder.Write("test.yaml", "parameters: { down-after: 2s }\n" + ScenarioFolder.GoodScenario);
        Assert.Equal("2000", Environment(Good()));

        ReadOptions options = new(7) { Parameters = new Dictionary<string, string> { ["down-after"] = "300ms" } };
        Assert.Equal("300", Environment(_folder.Read(options).Value!));

        static string Environment(Scenario scenario) => scenario.Stack.Nodes[0].Services[1].Environment["DOWN"];
    }

    [Fact]
    public void Wrong_parameters_of_the_command_line_are_problems()
    {
        ReadOptions options = new(7) { Parameters = new Dictionary<string, string> { ["down-aftr"] = "1s", ["restart"] = "allways" } };

        Assert.Equal(
            [
                "test.yaml:1:1: unknown parameter 'down-aftr', did you mean 'down-after'? (on the command line)",
                "test.yaml:1:1: unknown value of parameter restart 'allways', did you mean 'always'? (on the command line)",
            ],
            ScenarioFolder.Short(_folder.Read(options).Problems));
    }

    [Fact]
    public void Parameters_of_faults_have_their_types()
    {
        _folder.Write("test.yaml", ScenarioFolder.GoodScenario.Replace("  - recover: 60s", """
              - { fault: drop-traffic, from: a replica, to: [db1, client2], port: 6379, percent: 30% }
              - { fault: isolate-node, on: majority of sentinels, carrier: false, for: 3s, as: cut }
              - { fault: partition, groups: [[primary, client2], [2 of db, all web]] }
              - { fault: run-command, on: db1, command: [redis-cli, -p, 26379] }
              - { wait: 30s, until: { watch: role, value: primary, count: 1 } }
              - heal: partition
              - recover: 60s
            """, StringComparison.Ordinal));

        Scenario scenario = Good();
        FaultStep drop = (FaultStep)scenario.Steps[1], cut = (FaultStep)scenario.Steps[2], split = (FaultStep)scenario.Steps[3];

        Assert.Equal(6379L, drop.Parameters["port"].Value);
        Assert.Equal(30d, drop.Parameters["percent"].Value);
        Assert.Equal("[db1, client2]", drop.Parameters["to"].Text);
        Assert.Equal(2, Assert.IsType<Selector>(drop.Parameters["to"].Value).Parts.Count);
        Assert.Equal(("cut", TimeSpan.FromSeconds(3), false), (cut.Name, cut.For!.Value, cut.Parameters["carrier"].Value));
        Assert.Equal(new SelectorPart(Quantity.Majority, 0, "sentinel"), cut.On!.Parts[0]);
        Assert.Equal(2, Assert.IsAssignableFrom<IReadOnlyList<Selector>>(split.Parameters["groups"].Value).Count);
        Assert.Equal(["redis-cli", "-p", "26379"],
            Assert.IsAssignableFrom<IReadOnlyList<string>>(((FaultStep)scenario.Steps[4]).Parameters["command"].Value));
        Assert.Equal(new SteadyCondition("role", "primary", 1, 1), Assert.IsType<WaitStep>(scenario.Steps[5]).Until);
        Assert.Equal("partition", Assert.IsType<HealStep>(scenario.Steps[6]).Name);
    }

    private static (double Rate, double Reads, string From, int Keys, double Floor) Numbers(LoadSpec load) =>
        (load.Rate, load.Reads, load.From, load.Keys, load.Floor);
}

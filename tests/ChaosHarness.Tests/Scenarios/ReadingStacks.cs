using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Scenarios;

public sealed class ReadingStacks : IDisposable
{
    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Stack Good(params (string Name, string Value)[] parameters)
    {
        ReadResult<Stack> read = new ScenarioReader(SampleVocabulary.Words).ReadStack(
            Path.Combine(_folder.Root, "stacks/small/stack.yaml"), parameters.ToDictionary(p => p.Name, p => p.Value));
        Assert.Empty(ScenarioFolder.Short(read.Problems));
        return read.Value!;
    }

    [Fact]
    public void Nodes_are_numbered_in_the_order_of_the_file()
    {
        Assert.Equal(
            ["db1 10.77.0.1", "db2 10.77.0.2", "db3 10.77.0.3", "web1 10.77.0.4", "client1 10.77.0.5", "client2 10.77.0.6"],
            Good().Nodes.Select(n => $"{n.Name} {n.Address}"));
    }

    [Fact]
    public void Packages_that_the_nodes_need_are_read()
    {
        _folder.Write("stacks/small/stack.yaml", ScenarioFolder.GoodStack + "\npackages: [postgresql-15, libc6]\n");

        Assert.Equal(["postgresql-15", "libc6"], Good().Packages);
    }

    [Fact]
    public void Nodes_can_be_named_and_be_in_several_groups()
    {
        string text = ScenarioFolder.GoodStack.Replace(
            "  client: {", "  left: { names: [db1, extra], services: [sentinel] }\n  client: {", StringComparison.Ordinal);
        _folder.Write("stacks/small/stack.yaml", text);

        Stack stack = Good();

        Assert.Equal(["db", "left"], stack.Nodes[0].Groups);
        Assert.Equal(["redis", "sentinel"], stack.Nodes[0].Services.Select(s => s.Name));
        Assert.Equal(["sentinel"], stack.Nodes.Single(n => n.Name == "extra").Services.Select(s => s.Name));
    }

    [Fact]
    public void Names_and_services_of_nodes_may_depend_on_a_parameter()
    {
        string text = ScenarioFolder.GoodStack.Replace(
            "  client: {", "  more: { names: [\"${if restart = never} extra\"], services: [sentinel, \"${if restart = never} redis\"] }\n  client: {",
            StringComparison.Ordinal);
        _folder.Write("stacks/small/stack.yaml", text);

        Assert.DoesNotContain(Good().Nodes, n => n.Groups.Contains("more"));
        Assert.Equal(["sentinel", "redis"], Good(("restart", "never")).Nodes.Single(n => n.Name == "extra").Services.Select(s => s.Name));
    }

    [Fact]
    public void Volumes_and_a_power_switch_belong_to_nodes()
    {
        _folder.Write("stacks/small/stack.yaml", ScenarioFolder.GoodStack
            + "\nvolumes: { csv: { path: /csv, nodes: [db, web1], size: 64m, losable: true } }\npower-switch: db\n");

        Stack stack = Good();

        VolumeSpec volume = Assert.Single(stack.Volumes);
        Assert.Equal(("csv", "/csv", 64L << 20), (volume.Name, volume.Path, volume.Bytes));
        Assert.True(volume.IsLosable);
        Assert.Equal(["db1", "db2", "db3", "web1"], volume.Nodes);
        Assert.Equal(["db1", "db2", "db3"], stack.PowerSwitch);
    }

    [Theory]
    [InlineData("always", new[] { "fill", "/csv", "always" })]
    [InlineData("never", new string[0])]
    public void A_volume_is_prepared_where_its_condition_holds(string restart, string[] command)
    {
        _folder.Write("stacks/small/stack.yaml", ScenarioFolder.GoodStack + "\nvolumes: { csv: { path: /csv, nodes: db, size: 64m, "
            + "prepare: { if: restart != never, command: [fill, /csv, \"${restart}\"] } } }\n");

        Assert.Equal(command, Good(("restart", restart)).Volumes.Single().Prepare);
    }

    [Fact]
    public void A_stack_may_take_longer_to_start()
    {
        Assert.Equal(TimeSpan.FromSeconds(60), Good().StartLimit);
        _folder.Write("stacks/small/stack.yaml", ScenarioFolder.GoodStack + "\nstart-limit: 3m\n");
        Assert.Equal(TimeSpan.FromMinutes(3), Good().StartLimit);
    }

    [Fact]
    public void A_volume_that_is_not_shared_is_one_for_each_of_its_nodes_where_the_parameter_asks_for_it()
    {
        _folder.Write("stacks/small/stack.yaml", ScenarioFolder.GoodStack
            + "\nvolumes: { data: { path: /data, nodes: [db1, db2], size: 8m, shared: false, if: restart = never } }\n");

        Assert.Empty(Good().Volumes);
        Assert.Equal(["data-db1 /data db1", "data-db2 /data db2"],
            Good(("restart", "never")).Volumes.Select(v => $"{v.Name} {v.Path} {string.Join(',', v.Nodes)}"));
    }

    [Fact]
    public void A_program_that_another_one_starts_is_known_by_an_argument()
    {
        _folder.Write("stacks/small/stack.yaml", ScenarioFolder.GoodStack.Replace(
            "webapp: { command: [\"${dotnet}\", \"${harness}/WebApp.dll\"] }",
            "webapp: { process: \"${harness}/WebApp.dll\", started-by: sentinel }", StringComparison.Ordinal));

        ServiceSpec webapp = Good().Nodes.Single(n => n.Name == "web1").Services.Single();

        Assert.Equal(("/opt/chaosharness/WebApp.dll", "sentinel"), (webapp.Process, webapp.StartedBy));
        Assert.Empty(webapp.Command);
    }

    [Fact]
    public void Templates_are_filled_in_for_each_node()
    {
        Stack stack = Good();

        Assert.Equal("bind 10.77.0.1\nclient web1 10.77.0.4", stack.Nodes[0].Services[0].Files[0].Content);
        Assert.Equal("bind 10.77.0.2\nreplicaof 10.77.0.1 6379\nclient web1 10.77.0.4", stack.Nodes[1].Services[0].Files[0].Content);
        Assert.Equal(["redis-server", "10.77.0.3"], stack.Nodes[2].Services[0].Command);
    }

    [Fact]
    public void Services_have_the_defaults_of_systemd()
    {
        ServiceSpec redis = Good().Nodes[0].Services[0];

        Assert.Equal((RestartPolicy.Always, TimeSpan.FromMilliseconds(100), 15, TimeSpan.FromSeconds(90), true),
            (redis.Restart, redis.RestartDelay, redis.StopSignal, redis.StopTimeout, redis.Enabled));
    }

    [Fact]
    public void Files_belong_to_the_user_of_their_service()
    {
        IReadOnlyList<FileSpec> files = Good().Nodes[0].Services[0].Files;

        Assert.Equal(("redis", Convert.ToInt32("640", 8), false), (files[0].Owner, files[0].Mode, files[0].IsFolder));
        Assert.Equal(("redis", Convert.ToInt32("755", 8), true), (files[1].Owner, files[1].Mode, files[1].IsFolder));
    }

    [Fact]
    public void Parameters_change_what_they_stand_in()
    {
        Stack stack = Good(("restart", "never"), ("down-after", "1.5s"));

        Assert.Equal(RestartPolicy.Never, stack.Nodes[0].Services[0].Restart);
        Assert.Equal("1500", stack.Nodes[0].Services[1].Environment["DOWN"]);
        Assert.Equal("1.5s", stack.Parameters["down-after"]);
    }

    [Fact]
    public void Watches_roles_conditions_and_data_are_read()
    {
        Stack stack = Good();

        Assert.Equal(("redis-role", 3, TimeSpan.FromMilliseconds(50)),
            (stack.Watches[0].Kind, stack.Watches[0].Nodes.Count, stack.Watches[0].Every));
        Assert.Equal(new RoleSpec("master", "role", "primary"), stack.Roles["master"]);
        Assert.Equal(new SteadyCondition("role", "primary", 1, 1), stack.Steady[0]);
        Assert.Equal(new SteadyCondition("role", "replica", 1), stack.Steady[1]);
        Assert.Equal(("redis", "primary"), (stack.Data!.Kind, stack.Data.Authority));
        Assert.Equal("small", stack.Name);
    }

    [Theory]
    [InlineData("restart = always", 2)]
    [InlineData("restart != always", 1)]
    public void A_condition_may_hold_for_a_value_of_a_parameter_only(string condition, int count)
    {
        _folder.Write("stacks/small/stack.yaml", ScenarioFolder.GoodStack.Replace(
            "value: replica, count: at least 1 }", $"value: replica, count: at least 1, if: {condition} }}", StringComparison.Ordinal));

        Assert.Equal(count, Good().Steady.Count);
    }

    [Fact]
    public void A_role_may_be_for_one_node_at_a_time()
    {
        _folder.Write("stacks/small/stack.yaml", ScenarioFolder.GoodStack.Replace(
            "value: replica }", "value: replica, exclusive: true }", StringComparison.Ordinal));

        Stack stack = Good();

        Assert.True(stack.Roles["replica"].IsExclusive);
        Assert.False(stack.Roles["primary"].IsExclusive);
    }

    [Fact]
    public void Preflight_rules_are_read()
    {
        const string rest = "severity: error, text: Bad., source: the book, remedy: Mend it.";
        _folder.Write("stacks/small/table.yaml", ScenarioFolder.GoodTable
            + $"\npreflight:\n  short: {{ value: patience * 2, bound: <= 30s, {rest} }}\n  flag: {{ config: x.flag, is: \"true\", {rest} }}\n");

        IReadOnlyList<PreflightRule> rules = Good().Table.Preflight;

        Assert.Equal(["short", "flag"], rules.Select(r => r.Name));
        Assert.Equal(("patience * 2", "<= 30s", Severity.Error), (rules[0].Value!.Text, rules[0].Bound!.Text, rules[0].Severity));
        Assert.Equal(("x.flag", "true", "Mend it."), (rules[1].Config, rules[1].Is, rules[1].Remedy));
    }

    [Fact]
    public void The_table_is_read()
    {
        Table table = Good().Table;
        TableRow row = table.Rows["master-dies"];

        Assert.Equal("stacks/small/table.yaml", table.Path);
        Assert.Equal(["detected", "gone", "serving"], row.Actions.Select(a => a.Name));
        Assert.Equal(new Evidence { Kind = "announced", Value = "+sdown", Watch = "sentinel" }, row.Actions[0].Evidence);
        Assert.Equal(new Evidence { Kind = "process-exited", Subject = "redis", Node = "target" }, row.Actions[1].Evidence);
        Assert.Equal(new Evidence { Operation = "web.write" }, row.Actions[2].Evidence);
        Assert.Equal((true, true), (row.Actions[1].Optional, row.Actions[2].AnyOrder));
        Assert.Equal(new Evidence { Kind = "observed", Value = "primary", Watch = "role", Node = "target" }, row.MustNot[0]);
        Assert.Equal(0, row.LostWrites!.Max!.Evaluate(_ => null));
        Assert.Equal(0.5, row.SplitBrain!.Max!.Evaluate(_ => null));
    }

    [Fact]
    public void Variables_lead_to_the_live_configuration_only()
    {
        Formula patience = Good().Table.Variables["patience"];

        Assert.Equal(["sentinel.down-after-milliseconds"], patience.Variables);
        Assert.Equal(6, patience.Evaluate(name => name == "sentinel.down-after-milliseconds" ? 5 : null));
    }
}

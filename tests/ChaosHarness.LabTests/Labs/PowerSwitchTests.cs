using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Labs;

/// <summary>A service may have the lab switch the power of a node, as a fence agent does.</summary>
public sealed class PowerSwitchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_is_said_to_be_off_has_no_process_left()
    {
        var journal = new TestJournal();
        await using var lab = await CreateAsync(journal);

        Assert.Equal("off", await AskAsync(lab.Nodes[0], "off n2"));

        Assert.Equal(NodeState.Down, lab.Nodes[1].State);
        var exit = Assert.Single(journal.Events, e => e is { Kind: EventKinds.ProcessExited, Node: "n2" });
        var power = Assert.Single(journal.Events, e => e.Kind == EventKinds.Power);
        Assert.Equal(("n2", "n1", "off"), (power.Node, power.Subject, power.Value));
        Assert.True(power.NotBefore <= exit.At && exit.At <= power.At);
    }

    [Fact]
    public async Task A_node_that_is_said_to_be_on_has_booted()
    {
        await using var lab = await CreateAsync(new TestJournal());
        await AskAsync(lab.Nodes[0], "off n2");
        Assert.Equal("off", await AskAsync(lab.Nodes[0], "status n2"));

        Assert.Equal("on", await AskAsync(lab.Nodes[0], "on n2"));

        Assert.Equal(NodeState.Up, lab.Nodes[1].State);
        Assert.Single(lab.Nodes[1].Processes("sleeper"));
        Assert.Equal("on", await AskAsync(lab.Nodes[1], "status n2"));
    }

    [Fact]
    public async Task A_node_that_is_off_already_is_confirmed_to_be()
    {
        var journal = new TestJournal();
        await using var lab = await CreateAsync(journal);
        await lab.Nodes[1].Ability<IPower>()!.OffAsync(Ct);

        Assert.Equal("off", await AskAsync(lab.Nodes[0], "off n2"));

        Assert.Equal("off", Assert.Single(journal.Events, e => e.Kind == EventKinds.Power).Data["before"]);
    }

    [Theory]
    [InlineData("off nobody")]
    [InlineData("explode n2")]
    [InlineData("off")]
    public async Task What_is_not_understood_is_refused_and_switches_nothing(string request)
    {
        await using var lab = await CreateAsync(new TestJournal());

        Assert.StartsWith("error ", await AskAsync(lab.Nodes[0], request), StringComparison.Ordinal);

        Assert.All(lab.Nodes, n => Assert.Equal(NodeState.Up, n.State));
    }

    [Fact]
    public async Task Nodes_of_other_stacks_have_no_switch()
    {
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1, Stacks.Sleeper), new TestJournal(), Ct);

        Assert.False((await lab.Nodes[0].RunAsync(new NodeCommand(["test", "-e", "/run/power-switch"]), Ct)).Succeeded);
    }

    [Fact]
    public async Task A_port_stays_cut_when_its_node_is_powered_off_and_on()
    {
        await using var lab = await CreateAsync(new TestJournal());
        await lab.Network.SetPortAsync(lab.Nodes[1], PortState.Silent, Ct);
        await AskAsync(lab.Nodes[0], "off n2");
        await AskAsync(lab.Nodes[0], "on n2");

        Assert.Equal(PortState.Silent, await lab.Network.PortAsync(lab.Nodes[1], Ct));
        Assert.False(await Pings.TryAsync(lab.Nodes[0], "n2", Ct));
        await lab.Network.SetPortAsync(lab.Nodes[1], PortState.Connected, Ct);
        await Pings.UntilAnsweredAsync(lab.Nodes[0], "n2", Ct);
    }

    private static async Task<ILab> CreateAsync(TestJournal journal)
    {
        Stack stack = Stacks.Of(2, Stacks.Sleeper) with { PowerSwitch = ["n1", "n2"] };
        return await TestLab.CreateAsync(stack, journal, Ct);
    }

    private static async Task<string> AskAsync(INode node, string request)
    {
        string script = $"cd /run/power-switch && echo {request} >new && mv new 1.request && "
            + "until [ -e 1.answer ]; do sleep 0.01; done; cat 1.answer; rm 1.answer";
        var result = await node.RunAsync(new NodeCommand(["sh", "-c", script]), Ct);
        Assert.True(result.Succeeded, result.Error);
        return result.Output.Trim();
    }
}

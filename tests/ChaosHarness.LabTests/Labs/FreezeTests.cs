using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;

namespace ChaosHarness.LabTests.Labs;

public sealed class FreezeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Counts as fast as it can, and starts new processes all the time.</summary>
    private const string Busy = "i=0; while true; do i=$((i+1)); sh -c \"echo $i >/var/count\"; done";

    [Fact]
    public async Task Nothing_moves_on_a_frozen_node_and_everything_moves_again_after()
    {
        await using var lab = await TestLab.CreateAsync(
            Stacks.Of(2, Stacks.Service("busy", "sh", "-c", Busy)), new TestJournal(), Ct);
        var (node, other) = (lab.Nodes[0], lab.Nodes[1]);
        await CountAboveAsync(node, 10);
        var freezer = node.Ability<IFreezer>()!;

        await freezer.FreezeAsync(Ct);
        Assert.Equal(NodeState.Frozen, node.State);
        Assert.All(node.Processes("busy"), p => Assert.Contains(p.State, "TD"));
        string before = await node.ReadFileAsync("/var/count", Ct);
        // It also outlasts a ping that waits for an answer, which cannot come.
        Assert.False(await Pings.TryAsync(other, "n1", Ct));
        Assert.Equal(before, await node.ReadFileAsync("/var/count", Ct));
        await Assert.ThrowsAsync<LabException>(() => node.RunAsync(new NodeCommand(["true"]), Ct));

        await freezer.ThawAsync(Ct);
        Assert.Equal(NodeState.Up, node.State);
        await CountAboveAsync(node, int.Parse(before) + 10);
        await Pings.UntilAnsweredAsync(other, "n1", Ct);
    }

    [Fact]
    public async Task What_was_stopped_before_stays_stopped_after_a_thaw()
    {
        await using var lab = await TestLab.CreateAsync(
            Stacks.Of(1, Stacks.Sleeper, Stacks.Sleeper with { Name = "other" }), new TestJournal(), Ct);
        var node = lab.Nodes[0];
        node.Ability<ISignals>()!.Send([node.Processes("sleeper")[0].Pid], 19);
        await node.Ability<IFreezer>()!.FreezeAsync(Ct);
        await node.Ability<IFreezer>()!.ThawAsync(Ct);
        Assert.Equal('T', node.Processes("sleeper")[0].State);
        Assert.NotEqual('T', node.Processes("other")[0].State);
    }

    [Fact]
    public async Task A_frozen_node_can_lose_its_power_and_a_lab_with_one_can_end()
    {
        await using var lab = await TestLab.CreateAsync(Stacks.Of(2, Stacks.Sleeper), new TestJournal(), Ct);
        foreach (var node in lab.Nodes)
            await node.Ability<IFreezer>()!.FreezeAsync(Ct);
        await lab.Nodes[0].Ability<IPower>()!.OffAsync(Ct);
        await lab.Nodes[0].Ability<IPower>()!.OnAsync(Ct);
        Assert.Equal(NodeState.Up, lab.Nodes[0].State);
    }

    private static async Task CountAboveAsync(INode node, int least)
    {
        while (!int.TryParse(await ReadAsync(node), out int count) || count < least)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
    }

    private static async Task<string> ReadAsync(INode node)
    {
        try
        {
            return await node.ReadFileAsync("/var/count", Ct);
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }
}

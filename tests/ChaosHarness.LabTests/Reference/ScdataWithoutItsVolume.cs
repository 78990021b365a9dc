using ChaosHarness.Labs;
using ChaosHarness.LabTests.Faults;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Reference;

/// <summary>scdata on a node that loses its volume, and whose volume hangs.</summary>
public sealed class ScdataWithoutItsVolume
{
    private const string Log = "/var/log/chaos/scdata.log";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_active_one_that_nobody_writes_to_ends_so_that_another_can_take_over()
    {
        await using ILab lab = await CreateAsync();
        await SaysAsync(lab.Nodes[0], "n1 is active with incarnation 1");

        await lab.Nodes[0].Ability<IVolumes>()!.LoseAsync("csv", Ct);

        await SaysAsync(lab.Nodes[0], "scdata ends: The transaction log cannot be flushed to its volume");
        await EndsAsync(lab.Nodes[0]);
        await lab.Nodes[1].Ability<IServiceControl>()!.StartAsync("scdata", Ct);
        await SaysAsync(lab.Nodes[1], "n2 is active with incarnation 2");

        // Without its volume it cannot begin, and with it it may not.
        await StartAgainAsync(lab.Nodes[0]);
        await SaysAsync(lab.Nodes[0], "scdata ends: The transaction log cannot be opened");
        await EndsAsync(lab.Nodes[0]);
        await lab.Nodes[0].Ability<IVolumes>()!.RestoreAsync("csv", Ct);
        await StartAgainAsync(lab.Nodes[0]);
        await SaysAsync(lab.Nodes[0], "scdata ends: Another process holds the lock");
    }

    [Fact]
    public async Task An_active_one_whose_volume_hangs_keeps_the_lock_and_goes_on()
    {
        await using ILab lab = await CreateAsync();
        await SaysAsync(lab.Nodes[0], "n1 is active with incarnation 1");
        IVolumes volumes = lab.Nodes[0].Ability<IVolumes>()!;

        await volumes.HangAsync("csv", Ct);
        await lab.Nodes[1].Ability<IServiceControl>()!.StartAsync("scdata", Ct);
        await SaysAsync(lab.Nodes[1], "scdata ends: Another process holds the lock");
        await EndsAsync(lab.Nodes[1]);
        await volumes.RestoreAsync("csv", Ct);

        await StartAgainAsync(lab.Nodes[1]);
        await Until.TrueAsync("it is refused again", async () =>
            (await lab.Nodes[1].ReadFileAsync(Log, Ct)).Split("holds the lock").Length > 2);
        Assert.NotEmpty(lab.Nodes[0].Processes("scdata"));
    }

    private static Task EndsAsync(INode node) => Until.TrueAsync(
        $"scdata on {node.Name} has ended", () => Task.FromResult(node.Processes("scdata").Count == 0));

    /// <summary>A service manager passes over a start that comes while the service is still ending.</summary>
    private static Task StartAgainAsync(INode node) => Until.TrueAsync($"scdata runs again on {node.Name}", async () =>
    {
        if (node.Processes("scdata").Count > 0)
            return true;
        await node.RunAsync(node.Ability<IServiceControl>()!.Describe("start", "scdata"), Ct);
        return false;
    });

    private static Task SaysAsync(INode node, string what) => Until.TrueAsync(
        $"{node.Name} says '{what}'",
        async () => (await node.ReadFileAsync(Log, Ct)).Contains(what, StringComparison.Ordinal));

    private static Task<ILab> CreateAsync()
    {
        ServiceSpec scdata = Stacks.Service(
            "scdata", "/opt/dotnet/dotnet", "/opt/scdata/Scdata.dll", "--data", "/csv", "--listen", "0.0.0.0:7000", "--lock-wait", "1s")
            with { Restart = RestartPolicy.Never };
        Stack stack = Stacks.Of(2, scdata);
        return TestLab.CreateAsync(
            stack with
            {
                Packages = ContractStack.Packages,
                Nodes = [stack.Nodes[0], stack.Nodes[1] with { Services = [scdata with { Enabled = false }] }],
                Volumes = [new VolumeSpec("csv", "/csv", ["n1", "n2"], 1 << 20) { IsLosable = true }],
            },
            new TestJournal(), Ct,
            new Dictionary<string, string> { [Path.GetDirectoryName(ReferenceProgram.PathOf("Scdata"))!] = "/opt/scdata" });
    }
}

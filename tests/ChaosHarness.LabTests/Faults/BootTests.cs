using ChaosHarness.Faults.Nodes;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;

namespace ChaosHarness.LabTests.Faults;

public sealed class BootTests
{
    [Fact]
    public async Task The_processes_of_another_boot_are_not_taken_for_those_of_this_one()
    {
        CancellationToken ct = TestContext.Current.CancellationToken;
        await using ILab lab = await TestLab.CreateAsync(ContractStack.Build(), new TestJournal(), ct);

        Boot boot = await Boot.OfAsync(lab.Nodes[0], ct);

        Assert.NotEmpty(boot.Processes);
        // The kernel may give the number of a namespace that is gone to a new one; its first process is another.
        Assert.Empty((boot with { Started = boot.Started - 1 }).Processes);
        Assert.True(boot.Is(await Boot.OfAsync(lab.Nodes[0], ct)));
        Assert.False(boot.Is(await Boot.OfAsync(lab.Nodes[1], ct)));
    }
}

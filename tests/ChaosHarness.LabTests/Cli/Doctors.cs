using ChaosHarness.TestKit;

namespace ChaosHarness.LabTests.Cli;

/// <summary><c>chaos doctor</c> on a machine that can make labs: this one, since these tests run on it.</summary>
[Collection(nameof(Alone))]
public sealed class Doctors
{
    private static readonly string[] s_needed =
    [
        "operating system", "user", "util-linux", "namespaces", "overlay file systems", "volumes that can be lost", "lab image",
        "clocks of processes", "disk", "machine", ".NET",
    ];

    [Fact]
    public async Task Tells_what_labs_need_and_leaves_nothing_behind()
    {
        IReadOnlyList<string> before = Machine.Things();
        using ChaosProcess chaos = ChaosProcess.Start(Repository.Root, "doctor");
        (int code, string output, string error) = await chaos.EndAsync();

        Assert.Equal((0, ""), (code, error));
        string[] good = [.. output.Split('\n').Where(l => l.StartsWith("good ", StringComparison.Ordinal))];
        Assert.All(s_needed, part => Assert.Contains(good, l => l.Contains($" {part}", StringComparison.Ordinal)));
        Assert.DoesNotContain("missing", output, StringComparison.Ordinal);
        Assert.Empty(Machine.Things().Except(before));
    }
}

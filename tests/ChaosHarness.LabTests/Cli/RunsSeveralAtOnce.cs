using ChaosHarness.TestKit;

namespace ChaosHarness.LabTests.Cli;

public sealed class RunsSeveralAtOnce : IDisposable
{
    private readonly string _reports = Directory.CreateDirectory($"/tmp/chaos-labs-{Guid.NewGuid():n}").FullName;

    [Fact]
    public async Task Each_in_a_lab_of_its_own_and_ctrl_c_is_for_all_of_them()
    {
        using ChaosProcess chaos = ChaosProcess.Start(
            Repository.Root, "run", "scenarios/redis-sentinel/stop-master.yaml", "scenarios/redis-sentinel/kill-master.yaml",
            "scenarios/redis-sentinel/lose-replica.yaml", "--labs", "2", "--reports", _reports);
        while (Loading() < 2)
        {
            Assert.False(chaos.HasExited, "it ended before two runs had load");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        chaos.Signal("INT");
        (int code, string output, string error) = await chaos.EndAsync();

        Assert.Equal(2, code);
        Assert.Equal(2, Directory.EnumerateFiles(_reports, "report.html", SearchOption.AllDirectories).Count());
        Assert.Contains("redis-sentinel/stop-master  ", error, StringComparison.Ordinal);
        Assert.Contains("redis-sentinel/kill-master  ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("lose-replica", output + error, StringComparison.Ordinal);
        // What each came to stands together.
        string[] results = [.. output.Split('\n').Where(l => l is "redis-sentinel/stop-master" or "redis-sentinel/kill-master" || l.StartsWith("report: ", StringComparison.Ordinal))];
        Assert.Equal(4, results.Length);
        Assert.Contains(Path.GetFileName(results[0]), results[1], StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(results[2]), results[3], StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_reports, recursive: true);

    /// <summary>How many runs are past their steady state.</summary>
    private int Loading() => Directory.EnumerateFiles(_reports, "journal.jsonl", SearchOption.AllDirectories)
        .Count(f => ReadShared(f).Contains("\"Before\"", StringComparison.Ordinal));

    private static string ReadShared(string file)
    {
        using StreamReader reader = new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}

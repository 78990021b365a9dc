using System.Diagnostics;
using ChaosHarness.LabTests.Kit;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.Watching;

namespace ChaosHarness.LabTests.Watchers;

/// <summary>Alone, since it measures the processor time of this process.</summary>
[Collection(nameof(Alone))]
public sealed class WatchingCostTests : RedisLabTests
{
    [Fact]
    public async Task Nine_watches_of_a_server_every_50_ms_cost_less_than_a_tenth_of_a_processor()
    {
        using CancellationTokenSource stop = new();
        Board board = new(new TestJournal());
        // Three nodes are watched three times each, as nine nodes would be.
        Task[] watches =
        [
            .. Enumerable.Range(1, 3).Select(i => Watched.Create(RedisStack.Roles with { Name = $"roles{i}" }, Lab)
                .RunAsync(board, new TestJournal(), stop.Token)),
        ];
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);

        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        Instant begun = Instant.Now(TimeProvider.System);
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, Ct);
        self.Refresh();
        double share = (self.TotalProcessorTime - before) / (Instant.Now(TimeProvider.System) - begun);
        await stop.CancelAsync();
        await Task.WhenAll(watches);

        TestContext.Current.SendDiagnosticMessage($"nine watches every 50 ms: {share:P2} of a processor");
        Assert.Equal(9, Enumerable.Range(1, 3).Sum(i => board.Latest($"roles{i}").Count));
        Assert.InRange(share, 0, 0.10);
    }
}

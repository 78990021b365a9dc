using ChaosHarness.Checkers.Outages;
using ChaosHarness.Checking;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Tests.Workloads;
using ChaosHarness.Workloads;

namespace ChaosHarness.Tests.Checkers.Truth;

/// <summary>
/// Outages of known length through sockets, the real load generator and its files to the checker: the truth has to lie
/// inside every bracket. A server that is never out runs beside the others; when it was slow, the machine was, and
/// what the others did then is no longer what their scripts say.
/// </summary>
[Collection(nameof(QuietMachine))]
public sealed class OutageTruthTests(ITestOutputHelper output)
{
    private const double Rate = 100;
    private const int Wanted = 200, Servers = 8, PerServer = 13, MostBatches = 10;
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(700);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Holds_the_truth_of_every_outage()
    {
        await OutageRig.WarmUpAsync(Ct);
        List<MeasuredOutage> all = [];
        for (int batch = 0; batch < MostBatches && all.Count(m => !m.IsDisturbed) < Wanted; batch++)
            all.AddRange(await MeasureAsync(batch));
        MeasuredOutage[] calm = [.. all.Where(m => !m.IsDisturbed)];
        output.WriteLine($"{all.Count} outages, {calm.Length} of them on a calm machine; of the others {all.Count(m => m.IsDisturbed && m.Holds)} hold as well");
        output.WriteLine(MeasuredOutage.Widths(calm, Rate));

        // Nothing that happens to a machine makes the longest possible length wrong.
        Assert.Empty(all.Where(m => !m.HoldsMost).Select(m => m.ToString()));
        Assert.Empty(calm.Where(m => !m.Holds).Select(m => m.ToString()));
        // Two periods and what an operation takes; a stall that the healthy server's load did not feel may widen a few.
        MeasuredOutage[] wide = [.. calm.Where(m => m.Beyond(Rate) > 3)];
        Assert.True(wide.Length <= calm.Length / 20, string.Join('\n', wide.Select(m => m.ToString())));
        Assert.SkipWhen(calm.Length < Wanted, $"The machine is too busy: only {calm.Length} outages were undisturbed, and all of these hold.");
    }

    private static async Task<IEnumerable<MeasuredOutage>> MeasureAsync(int batch)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        Task<RunEvidence> calm = CalmAsync(end.Token);
        MeasuredOutage[][] measured = await Task.WhenAll(Enumerable.Range(1 + batch * Servers, Servers).Select(MeasureOneAsync));
        await end.CancelAsync();
        Disturbances disturbances = new(await calm);
        return measured.SelectMany(m => m).Select(m => m with { IsDisturbed = m.IsDisturbed || disturbances.Touch(m) });
    }

    /// <summary>Load on a server that is never out, until cancelled.</summary>
    private static async Task<RunEvidence> CalmAsync(CancellationToken end)
    {
        await using ScriptedServer server = ScriptedServer.Start(TimeProvider.System);
        WorkerSpec spec = Specs.Http(server) with { Rate = 2 * Rate, Worker = 500 };
        return await new OutageRig(spec, server).RunAsync([], Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end), Ct);
    }

    private static async Task<MeasuredOutage[]> MeasureOneAsync(int seed)
    {
        await using ScriptedServer server = ScriptedServer.Start(TimeProvider.System);
        WorkerSpec spec = (seed % 2 == 0 ? Specs.Http(server) : Specs.Redis(server)) with { Rate = Rate, Reads = 0, Seed = seed, Worker = seed };
        RunEvidence evidence = await new OutageRig(spec, server).RunAsync(Script(seed), Task.CompletedTask, Ct);
        IReadOnlyList<Outage> outages = new OutageChecker().Check(evidence, Ct).Measured.Outages;
        OutageAnalysis analysis = OutageAnalysis.Of(evidence.History, evidence.Journal[0].At, Ct)[0];
        Connections connections = new([analysis.Track]);
        IReadOnlyList<TrueOutage> truths = server.Outages;
        return [.. truths.Zip(outages).Select((pair, i) => new MeasuredOutage(seed, pair.First, pair.Second, analysis.Prompt!)
        {
            Connections = connections.MostBefore(pair.First.From.Nanoseconds),
            Until = i + 1 < truths.Count ? truths[i + 1].From : Instant.Never,
            IsDisturbed = i > 0 && truths[i - 1].Mode == OutageMode.HalfOpen && IsAnsweredLate(truths[i - 1], pair.First),
        })];

        bool IsAnsweredLate(TrueOutage before, TrueOutage truth) =>
            (truth.From - before.To).TotalSeconds < 2 * connections.MostBefore(before.From.Nanoseconds) / Rate;
    }

    /// <summary>Outages of all manners, most of them short; the first server has the longest.</summary>
    private static IReadOnlyList<OutageStep> Script(int seed)
    {
        IReadOnlyList<OutageStep> script = OutageScripts.Random(seed, PerServer, TimeSpan.FromMilliseconds(1500), s_between);
        return seed == 1 ? [.. script.Take(4), new(OutageMode.Hang, s_between, TimeSpan.FromSeconds(10))] : script;
    }
}

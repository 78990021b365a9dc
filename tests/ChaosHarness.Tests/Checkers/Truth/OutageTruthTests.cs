using ChaosHarness.Checkers.Outages;
using ChaosHarness.Checking;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Tests.Workloads;
using ChaosHarness.Workloads;

namespace ChaosHarness.Tests.Checkers.Truth;

/// <summary>
/// Outages of known length through sockets, the real load generator and its files to the checker: the truth has to lie
/// inside every bracket.
/// </summary>
public sealed class OutageTruthTests(ITestOutputHelper output)
{
    private const double Rate = 100;

    [Fact]
    public async Task Holds_the_truth_of_every_outage()
    {
        ThreadPool.SetMinThreads(32, 32);
        await Task.WhenAll(Enum.GetValues<OutageMode>().Select(WarmUpAsync));
        List<Measured[]> all = [];
        for (int batch = 0; batch < 2; batch++)
            all.AddRange(await Task.WhenAll(Enumerable.Range(7 * batch, 7).Select(MeasureAsync)));
        foreach (Measured m in all.SelectMany(m => m))
            output.WriteLine(m.Text);
        Measured[] wrong = [.. all.SelectMany(m => m).Where(m => !m.Holds)];
        output.WriteLine($"{all.Sum(m => m.Length)} outages, {wrong.Length} wrong");
        Assert.True(all.Sum(m => m.Length) >= 200);
        Assert.Empty(wrong.Select(m => m.Text));
    }

    private static async Task WarmUpAsync(OutageMode mode)
    {
        await using ScriptedServer server = ScriptedServer.Start(TimeProvider.System);
        WorkerSpec spec = (mode > OutageMode.Hang ? Specs.Http(server) : Specs.Redis(server)) with { Rate = Rate, Timeout = TimeSpan.FromMilliseconds(50) };
        OutageStep step = new(mode, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200));
        await new OutageRig(spec, server).RunAsync([step, step], TestContext.Current.CancellationToken);
    }

    private static async Task<Measured[]> MeasureAsync(int seed)
    {
        await using ScriptedServer server = ScriptedServer.Start(TimeProvider.System);
        WorkerSpec spec = (seed % 2 == 0 ? Specs.Http(server) : Specs.Redis(server)) with
        {
            Rate = Rate, Reads = 0, Seed = seed, Worker = seed + 1,
        };
        TimeSpan longest = TimeSpan.FromSeconds(seed == 0 ? 10 : 2);
        IReadOnlyList<OutageStep> script = OutageScripts.Random(seed, 16, longest, TimeSpan.FromSeconds(1));
        if (seed == 0)
            script = [.. script.Take(4), new(OutageMode.Hang, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10))];
        RunEvidence evidence = await new OutageRig(spec, server).RunAsync(script, TestContext.Current.CancellationToken);
        IReadOnlyList<Outage> outages = new OutageChecker().Check(evidence, TestContext.Current.CancellationToken).Measured.Outages;
        Promptness? prompt = OutageAnalysis.Of(evidence.History, new RunTimelineProbe(evidence).First, default)[0].Prompt;
        string dump = Environment.GetEnvironmentVariable("DUMP") ?? "";
        if (dump.Length > 0)
        {
            int k = 0;
            foreach (var (t, o) in server.Outages.Zip(outages))
            {
                if (o.Longest.Min > t.Length)
                {
                    var lo = o.LastOkBefore!.Value - TimeSpan.FromMilliseconds(60);
                    var hi = o.FirstOkAfter!.Value + TimeSpan.FromMilliseconds(100);
                    File.WriteAllLines($"{dump}/{seed}-{k}.txt", new[] { $"{t.Mode} true {(t.From - lo).TotalMilliseconds:0.0} to {(t.To - lo).TotalMilliseconds:0.0}; {o.Longest} slowest {prompt!.Slowest / 1e6}" }.Concat(
                        evidence.History.Operations.Where(x => x.Start > lo && x.Start < hi).Select(x => $"intended {(x.Intended - lo).TotalMilliseconds:0.0} late {(x.Start - x.Intended).TotalMilliseconds:0.0} start {(x.Start - lo).TotalMilliseconds:0.0} took {(x.End - x.Start).TotalMilliseconds:0.0} {x.Outcome} {evidence.History.Name(x.Error)}")));
                }
                k++;
            }
        }

        return [.. server.Outages.Zip(outages, (t, o) => new Measured(seed, t, o, prompt!))];
    }

    private sealed record RunTimelineProbe(RunEvidence Evidence)
    {
        public Instant First => Evidence.Journal[0].At;
    }

    private sealed record Measured(int Seed, TrueOutage Truth, Outage Outage, Promptness Prompt)
    {
        public bool Holds => Outage.Longest.Min <= Truth.Length && (Outage.Longest.Max is not { } max || Truth.Length <= max);

        public string Text => $"{Seed} {Truth.Mode} {Truth.Length.TotalMilliseconds:0.0} in {Outage.Longest.Min.TotalMilliseconds:0.0} .. "
            + $"{Outage.Longest.Max?.TotalMilliseconds:0.0} (width {(Outage.Longest.Max - Outage.Longest.Min)?.TotalMilliseconds:0.0}), slowest {Prompt.Slowest / 1e6:0.0}, count {Outage.Count}, resolution {Outage.Resolution.TotalMilliseconds:0.0}{(Holds ? "" : " WRONG")}";
    }
}

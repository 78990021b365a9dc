using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Reports;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Tests.Workloads;
using ChaosHarness.Workloads;
using ChaosHarness.Workloads.Clients;
using ChaosHarness.Workloads.Histories;
using ChaosHarness.Workloads.Workers;

namespace ChaosHarness.Tests.Checkers.Truth;

/// <summary>
/// One scripted server under the real load generator. Every outage is journalled as a fault of its own, so that the
/// checker measures each by itself, and the server says how long it really was.
/// </summary>
internal sealed class OutageRig(WorkerSpec spec, ScriptedServer server)
{
    /// <summary>So many operations have to end Ok after the last outage.</summary>
    private const int AfterLast = 50;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeProvider s_clock = TimeProvider.System;

    private readonly List<JournalEvent> _journal = [];

    /// <summary>
    /// Goes once through every manner of outage: code that runs for the first time is slow, and so are first exceptions.
    /// </summary>
    public static async Task WarmUpAsync(CancellationToken ct)
    {
        // Servers and clients share this process; none of them may wait for the pool to grow.
        ThreadPool.SetMinThreads(32, 32);
        await Task.WhenAll(Enum.GetValues<OutageMode>().SelectMany(mode => new[] { (mode, true), (mode, false) }).Select(async m =>
        {
            await using ScriptedServer server = ScriptedServer.Start(s_clock);
            WorkerSpec spec = (m.Item2 ? Specs.Http(server) : Specs.Redis(server)) with { Rate = 100, Timeout = TimeSpan.FromMilliseconds(50) };
            OutageStep step = new(m.mode, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200));
            await new OutageRig(spec, server).RunAsync([step, step], Task.CompletedTask, ct);
        }));
    }

    /// <summary>Runs a script under load, and on until a task has ended, and gives the evidence.</summary>
    public async Task<RunEvidence> RunAsync(IReadOnlyList<OutageStep> script, Task until, CancellationToken ct)
    {
        using TestFolder folder = new();
        await using (IClient client = ClientFactory.Create(spec, s_clock))
        using (HistoryWriter writer = HistoryWriter.Create(folder.File(spec.Load)))
        using (LoadEngine engine = new(spec, client, writer, s_clock, static bug => Assert.Fail(bug.ToString())))
        {
            _ = engine.Start();
            await Task.Delay(s_warmUp, s_clock, ct);
            for (int i = 0; i < script.Count; i++)
                await BreakAsync(i, script[i], ct);
            await until.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // On a busy machine it may take a while until the server is really back.
            long served = engine.Counters.Read(WorkerStatus.Running).Ok + AfterLast;
            await Until.TrueAsync(() => engine.Counters.Read(WorkerStatus.Running).Ok >= served, ct);
            await engine.StopAsync(ct);
            await Until.TrueAsync(() => engine.Counters.Outstanding == 0, ct);
        }

        return new(RunBuilder.Scenarios.Plain(spec.Load), _journal, HistoryReader.Read(folder.Path), []);
    }

    private async Task BreakAsync(int step, OutageStep outage, CancellationToken ct)
    {
        await Task.Delay(outage.After, s_clock, ct);
        Write(EventKinds.Injecting, step, outage);
        server.Break(outage.Mode);
        Write(EventKinds.Injected, step, outage);
        Write(EventKinds.Effective, step, outage);
        if (outage.Length > TimeSpan.Zero)
            await Task.Delay(outage.Length, s_clock, ct);
        Write(EventKinds.Healing, step, outage);
        server.Heal();
        Write(EventKinds.Healed, step, outage);
    }

    private void Write(string kind, int step, OutageStep outage) => _journal.Add(new()
    {
        At = Instant.Now(s_clock),
        Kind = kind,
        Step = step,
        Subject = outage.Mode.ToString(),
    });
}

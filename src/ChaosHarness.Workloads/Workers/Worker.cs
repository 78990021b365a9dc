using System.Text.Json;
using ChaosHarness.Workloads.Clients;
using ChaosHarness.Workloads.Histories;
using ChaosHarness.Workloads.Workers;

namespace ChaosHarness.Workloads;

/// <summary>
/// A load worker: a process on a client node that runs one load and records it. It is started while the stack settles,
/// connects and rehearses when it reads <c>rehearse</c> on standard input, says that it is ready, and begins when it reads
/// <c>go</c>, so that several workers begin together and none starts up beside the schedule of another. It says how it is
/// doing in a JSON line a second on standard output, and ends when it reads <c>stop</c> or its input is closed, as it is
/// when the harness dies.
/// </summary>
public static class Worker
{
    private const int Success = 0;
    private const int Trouble = 1;
    private const int BadInput = 4;

    private static readonly TimeSpan s_statusPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Runs the load that a file specifies (see <see cref="WorkerSpec"/>).</summary>
    /// <returns>The exit code: 0 when the history is closed, 4 for a bad file, 1 when the load could not go on.</returns>
    public static Task<int> RunAsync(string specFile, CancellationToken ct) =>
        RunAsync(specFile, new WorkerStreams(Console.In, Console.Out, Console.Error), TimeProvider.System, ct);

    internal static async Task<int> RunAsync(
        string specFile, WorkerStreams streams, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            var spec = Read(specFile);
            spec.Validate();
            DescriptorTable.Reserve(spec.OutstandingMax);
            await using var client = ClientFactory.Create(spec, clock);
            using var history = HistoryWriter.Create(spec.History);
            var orders = new Orders(streams.Input, ct);
            if (!await orders.Rehearse) return Success;
            await client.OpenAsync(ct);
            using var engine = new LoadEngine(
                spec, client, history, clock, e => streams.Error.WriteLine($"bug in the client: {e}"));
            await engine.RehearseAsync();
            Say(streams.Output, engine.Counters.Read(WorkerStatus.Ready));
            return await orders.Go ? await RunAsync(engine, orders.Stop, streams, clock) : Success;
        }
        catch (Exception e) when (e is FormatException or JsonException or FileNotFoundException)
        {
            await streams.Error.WriteLineAsync($"worker: {specFile}: {e.Message}");
            return BadInput;
        }
        catch (IOException e)
        {
            await streams.Error.WriteLineAsync($"worker: {e.Message}");
            return Trouble;
        }
    }

    private static async Task<int> RunAsync(LoadEngine engine, Task stop, WorkerStreams streams, TimeProvider clock)
    {
        var schedule = engine.Start();
        Say(streams.Output, engine.Counters.Read(WorkerStatus.Running));
        using (var timer = new PeriodicTimer(s_statusPeriod, clock))
        {
            var tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
            while (await Task.WhenAny(stop, schedule, tick) == tick)
            {
                Say(streams.Output, engine.Counters.Read(WorkerStatus.Running));
                tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
            }
        }

        Say(streams.Output, engine.Counters.Read(WorkerStatus.Stopping));
        await engine.StopAsync(CancellationToken.None);
        Say(streams.Output, engine.Counters.Read(WorkerStatus.Closed));
        if (!schedule.IsFaulted) return Success;
        await streams.Error.WriteLineAsync($"worker: the schedule ended: {schedule.Exception!.InnerException}");
        return Trouble;
    }

    private static WorkerSpec Read(string file) =>
        JsonSerializer.Deserialize(File.ReadAllText(file), WorkerJson.Default.WorkerSpec)
        ?? throw new FormatException("it is empty.");

    private static void Say(TextWriter output, WorkerStatus status)
    {
        try
        {
            output.WriteLine(JsonSerializer.Serialize(status, WorkerJson.Default.WorkerStatus));
            output.Flush();
        }
        catch (IOException)
        {
            // Nobody listens any more; the end of standard input will say so too.
        }
    }
}

/// <summary>How a worker talks to the harness.</summary>
internal sealed record WorkerStreams(TextReader Input, TextWriter Output, TextWriter Error);

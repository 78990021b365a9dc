using System.Net;
using System.Net.Sockets;
using ChaosHarness.Workloads;
using static ChaosHarness.Benchmarks.LoadBenchmarks;

namespace ChaosHarness.Benchmarks;

/// <summary>How late operations start at 2,000 a second.</summary>
internal static class LoadLateness
{
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_skip = TimeSpan.FromSeconds(1);

    public static async Task RunAsync()
    {
        Say($"lateness of starts at 2,000/s for {s_length.TotalSeconds} s, timeout 2 s; the first second is left out");
        using var redis = LoadTarget.Redis();
        await MeasureAsync("redis-server answers", Spec(redis.Endpoint));
        redis.Pause();
        await MeasureAsync("redis-server is stopped (SIGSTOP)", Spec(redis.Endpoint));

        using var mute = Listen(backlog: 10_000);
        await MeasureAsync("accepts and never answers", Spec(mute.LocalEndPoint!));

        // A full accept queue: the kernel drops further connection requests without a word, as a cut does.
        using var full = Listen(backlog: 0);
        using var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await filler.ConnectAsync(full.LocalEndPoint!);
        await MeasureAsync("connection requests are dropped", Spec(full.LocalEndPoint!));

        var nobody = Listen(backlog: 0);
        var address = nobody.LocalEndPoint!;
        nobody.Dispose();
        await MeasureAsync("connection requests are refused", Spec(address));
    }

    private static async Task MeasureAsync(string what, WorkerSpec spec)
    {
        var run = await LoadRun.RunAsync(spec, s_length, s_skip);
        var (p50, p99, max) = run.LatenessMs;
        Say($"  {what}: p50 {Text(p50, 3)} ms, p99 {Text(p99, 3)} ms, max {Text(max, 1)} ms; "
            + $"{Text(run.Started)} started, {Text(run.OkPerSecond)} ok/s, {Text(run.Processors * 100)} % of a processor; {run.Errors}");
    }

    private static Socket Listen(int backlog)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(backlog);
        return listener;
    }

    private static WorkerSpec Spec(EndPoint endpoint) => LoadTarget.Spec("redis", endpoint.ToString()!) with { Rate = 2000 };
}

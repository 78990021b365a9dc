using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ChaosHarness.Workloads;
using static ChaosHarness.Benchmarks.LoadBenchmarks;

namespace ChaosHarness.Benchmarks;

/// <summary>
/// Requests per second on this machine, endpoint and generator sharing its processors: <c>wrk</c> (closed loop, records
/// nothing), .NET's HttpClient (closed loop, records nothing), and a worker (open loop, records every operation; the
/// highest rate that it and the endpoint keep up with).
/// </summary>
internal static partial class LoadThroughput
{
    private const int Steps = 6;
    private const double Kept = 0.98;
    private const double LatencyMsMax = 250;

    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan s_skip = TimeSpan.FromSeconds(2);
    private static readonly int[] s_connections = [16, 64, 256];

    public static async Task RunAsync()
    {
        using var web = LoadTarget.WebApp();
        string root = $"http://{web.Endpoint}";
        var probe = LoadTarget.Spec("http", root) with
        {
            Workload = "probe", Settings = new Dictionary<string, string> { ["probe"] = "/health/live" },
        };
        await CompareAsync("GET /health/live of the reference web application (no Redis)", "GET", $"{root}/health/live", probe);
        var append = LoadTarget.Spec("http", root) with { Reads = 0, Keys = 1 };
        await CompareAsync("POST /documents/0/1 of the reference web application (Redis behind it)", "POST", $"{root}/documents/0/1", append);
    }

    private static async Task CompareAsync(string what, string method, string url, WorkerSpec spec)
    {
        Say($"throughput, {what}");
        await WrkAsync(method, url, 64); // warms the endpoint up
        double wrk = 0;
        foreach (int connections in s_connections) wrk = Math.Max(wrk, await WrkAsync(method, url, connections));
        Say($"  wrk: {Text(wrk)} requests/s (best of {string.Join(", ", s_connections)} connections, 1 thread)");
        double client = await LoadHttpClient.RunAsync(method, url, 64, s_length);
        Say($"  HttpClient, 64 at a time: {Text(client)} requests/s, {Text(client / wrk, 2)} of wrk");
        var (rate, run, most) = await HighestAsync(spec, wrk);
        Say($"  worker: {Text(rate)} operations/s, {Text(rate / wrk, 2)} of wrk; latency p50 {Text(run.LatencyMs.P50, 1)} ms, "
            + $"p99 {Text(run.LatencyMs.P99, 1)} ms; {Text(run.Processors * 100)} % of a processor; {run.Errors}");
        Say($"  worker, offered more than is kept: {Text(most)} operations/s answered, {Text(most / wrk, 2)} of wrk");
    }

    /// <summary>
    /// Looks for the highest rate that is kept, between a tenth of wrk's and wrk's, and for the most that is answered at
    /// any rate: wrk, which only asks when it was answered, measures the latter.
    /// </summary>
    private static async Task<(double Rate, LoadRun Run, double Most)> HighestAsync(WorkerSpec spec, double wrk)
    {
        double low = 0.1 * wrk;
        double high = 1.05 * wrk;
        double most = 0;
        LoadRun? best = null;
        for (int i = 0; i < Steps; i++)
        {
            double rate = (low + high) / 2;
            var run = await LoadRun.RunAsync(spec with { Rate = rate }, s_length, s_skip);
            most = Math.Max(most, run.OkPerSecond);
            bool kept = run.OkPerSecond >= Kept * rate && run.LatencyMs.P99 <= LatencyMsMax;
            if (kept) (low, best) = (rate, run);
            else high = rate;
        }

        return (low, best ?? throw new InvalidOperationException("not even a tenth of wrk's rate was kept"), most);
    }

    private static async Task<double> WrkAsync(string method, string url, int connections)
    {
        string script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, $"wrk.method = \"{method}\"\n");
        var start = new ProcessStartInfo(
            "wrk", ["-t1", $"-c{connections.ToString(CultureInfo.InvariantCulture)}", "-d5s", "-s", script, url])
        {
            RedirectStandardOutput = true,
        };
        using var wrk = Process.Start(start)!;
        string output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        File.Delete(script);
        var refused = Refused().Match(output);
        if (refused.Success) Say($"  wrk, {connections} connections: {refused.Groups[1].Value} answers were errors");
        var match = RequestsPerSecond().Match(output);
        return match.Success
            ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException(output);
    }

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Refused();

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex RequestsPerSecond();
}

using System.Diagnostics;
using System.Text.Json;
using Scdata;
using static ChaosHarness.Benchmarks.LoadBenchmarks;

namespace ChaosHarness.Benchmarks;

/// <summary>
/// What the reference database can do. <c>commit</c>: acknowledged writes a second through HTTP, each on the volume of the
/// temporary folder before it is acknowledged; <c>replay</c>: from the start of a process to serving, with 1 GB of log in the
/// page cache; <c>activate</c>: from the request to serving, of standbys that have that log applied, each after a kill of the
/// one before. Without a word: all of them. The generator shares the machine's processors; the load average is printed.
/// </summary>
internal static class ScdataBenchmarks
{
    private const int Standbys = 5;
    private const long LogBytes = 1L << 30;

    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_skip = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);
    private static readonly int[] s_rates = [5_000, 10_000];

    public static async Task<int> RunAsync(string[] args)
    {
        string part = args.Length > 0 ? args[0] : "all";
        Say($"load average before: {(await File.ReadAllTextAsync("/proc/loadavg")).Trim()}, {Environment.ProcessorCount} processors");
        if (part is "commit" or "all") await CommitAsync();
        if (part is "replay" or "activate" or "all") await ReplayAsync();
        Say($"load average after: {(await File.ReadAllTextAsync("/proc/loadavg")).Trim()}");
        return 0;
    }

    private static async Task CommitAsync()
    {
        var folder = Directory.CreateTempSubdirectory("chaos-bench-scdata-");
        try
        {
            using var scdata = LoadTarget.Scdata(folder.FullName);
            string root = $"http://{scdata.Endpoint}";
            await StatusAsync(scdata, s => s.GetProperty("role").GetString() == "active");
            Say($"acknowledged writes through HTTP, volume of {folder.FullName}");
            foreach (int concurrency in (int[])[1, 64, 256])
            {
                double client = await LoadHttpClient.RunAsync("POST", $"{root}/documents/0/1", concurrency, s_length);
                Say($"  HttpClient, {concurrency} at a time: {Text(client)} writes/s");
            }

            foreach (int rate in s_rates)
            {
                var run = await LoadRun.RunAsync(LoadTarget.Spec("http", root) with { Reads = 0, Keys = 1, Rate = rate }, s_length, s_skip);
                Say($"  worker, {Text(rate)}/s offered: {Text(run.OkPerSecond)} acknowledged/s; latency p50 {Text(run.LatencyMs.P50, 1)} ms, "
                    + $"p99 {Text(run.LatencyMs.P99, 1)} ms, max {Text(run.LatencyMs.Max, 1)} ms; {run.Errors}");
            }

            await SayLogAsync(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task ReplayAsync()
    {
        var folder = Directory.CreateTempSubdirectory("chaos-bench-scdata-");
        try
        {
            long records = LogFilling.Fill(folder.FullName, LogBytes, TimeProvider.System).LastId;
            long start = Stopwatch.GetTimestamp();
            var active = LoadTarget.Scdata(folder.FullName);
            await StatusAsync(active, s => s.GetProperty("role").GetString() == "active");
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Say($"replay of {Text(LogBytes >> 20)} MiB, {Text(records)} transactions: {Text(seconds, 1)} s from start of the process to active, "
                + $"{Text((LogBytes >> 20) / seconds)} MiB/s, {Text(records / seconds)} transactions/s; {Text(active.MemoryBytes >> 20)} MiB of memory");
            await ActivateAsync(active, folder.FullName, records + 1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task ActivateAsync(LoadTarget active, string folder, long transactions)
    {
        List<double> times = [];
        for (int i = 0; i < Standbys; i++)
        {
            var standby = LoadTarget.Scdata(folder, "--standby", "--poll", "50ms");
            long wanted = transactions + i;
            await StatusAsync(standby, s => s.GetProperty("transactions").GetInt64() >= wanted);
            active.Dispose();
            using var client = new HttpClient();
            long start = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsync(new Uri($"http://{standby.Endpoint}/activate"), null);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            answer.EnsureSuccessStatusCode();
            active = standby;
        }

        active.Dispose();
        string each = string.Join(", ", times.Select(t => Text(t, 1)));
        Say($"activation of a standby that is up to date, after kill -9 of the active one: {each} ms");
    }

    private static async Task SayLogAsync(string folder)
    {
        using var check = Process.Start(new ProcessStartInfo("dotnet", [LoadTarget.PathOf("Scdata"), "log", folder, "--check"])
        {
            RedirectStandardOutput = true,
        })!;
        Say($"  on the log: {(await check.StandardOutput.ReadToEndAsync()).Trim()}");
    }

    private static async Task StatusAsync(LoadTarget scdata, Func<JsonElement, bool> holds)
    {
        using var client = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_limit; await timer.WaitForNextTickAsync())
        {
            using var status = JsonDocument.Parse(await client.GetStringAsync(new Uri($"http://{scdata.Endpoint}/status")));
            if (holds(status.RootElement)) return;
        }

        throw new TimeoutException($"scdata does not get there in {s_limit}");
    }
}

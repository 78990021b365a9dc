using System.Diagnostics;
using System.Text.Json;
using ChaosHarness.Histories;
using ChaosHarness.Reports;
using ChaosHarness.Workloads;
using ChaosHarness.Workloads.Workers;

namespace ChaosHarness.Benchmarks;

/// <summary>One run of a real worker process and what its history says.</summary>
internal sealed record LoadRun
{
    /// <summary>Operations started.</summary>
    public required int Started { get; init; }

    /// <summary>Operations ended Ok per second of schedule.</summary>
    public required double OkPerSecond { get; init; }

    /// <summary>Milliseconds between intended and real start: percentiles 50, 99 and 100.</summary>
    public required (double P50, double P99, double Max) LatenessMs { get; init; }

    /// <summary>Milliseconds between intended start and answer of those that ended Ok: percentiles 50, 99 and 100.</summary>
    public required (double P50, double P99, double Max) LatencyMs { get; init; }

    /// <summary>Processor time of the worker per second of schedule, 1 being a whole processor.</summary>
    public required double Processors { get; init; }

    /// <summary>What errors there were.</summary>
    public required string Errors { get; init; }

    /// <summary>Runs a worker for so long.</summary>
    /// <param name="spec">What it does; its history path is replaced.</param>
    /// <param name="length">How long.</param>
    /// <param name="skip">How much of the beginning is left out of the figures.</param>
    public static async Task<LoadRun> RunAsync(WorkerSpec spec, TimeSpan length, TimeSpan skip)
    {
        var folder = Directory.CreateTempSubdirectory("chaos-bench-");
        try
        {
            string path = Path.Combine(folder.FullName, spec.Load);
            string file = path + ".json";
            spec = spec with { History = path };
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(spec, WorkerJson.Default.WorkerSpec));
            var processors = await WorkAsync(file, length);
            return Read(HistoryReader.Read(folder.FullName), processors, skip);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> WorkAsync(string file, TimeSpan length)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "chaos.dll"), "worker", file])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        foreach (var (name, value) in WorkerRuntime.Environment) start.Environment[name] = value;
        using var worker = Process.Start(start)!;
        await worker.StandardInput.WriteLineAsync("rehearse");
        await worker.StandardOutput.ReadLineAsync();
        await worker.StandardInput.WriteLineAsync("go");
        var output = worker.StandardOutput.ReadToEndAsync();
        var before = worker.TotalProcessorTime;
        await Task.Delay(length, TimeProvider.System);
        worker.Refresh();
        double processors = (worker.TotalProcessorTime - before) / length;
        await worker.StandardInput.WriteLineAsync("stop");
        await worker.WaitForExitAsync();
        await output;
        return worker.ExitCode == 0 ? processors : throw new InvalidOperationException($"worker: exit code {worker.ExitCode}");
    }

    private static LoadRun Read(History history, double processors, TimeSpan skip)
    {
        var from = history.Operations[0].Intended + skip;
        var operations = history.Operations.Where(o => o.Intended >= from).ToList();
        double seconds = (operations[^1].Intended - from).TotalSeconds;
        var ok = operations.Where(o => o.Outcome == Outcome.Ok).ToList();
        return new LoadRun
        {
            Started = operations.Count,
            OkPerSecond = ok.Count / seconds,
            LatenessMs = Percentiles(operations.Select(o => (o.Start - o.Intended).TotalMilliseconds)),
            LatencyMs = Percentiles(ok.Select(o => (o.End - o.Intended).TotalMilliseconds)),
            Processors = processors,
            Errors = string.Join(", ", operations.Where(o => o.Error != 0)
                .GroupBy(o => history.Name(o.Error)).Select(g => $"{g.Key} {g.Count()}")),
        };
    }

    private static (double, double, double) Percentiles(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? (double.NaN, double.NaN, double.NaN)
            : (sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)], sorted[^1]);
    }
}

using System.Diagnostics;
using System.Globalization;
using ChaosHarness.Checkers;
using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Checking;
using ChaosHarness.Reports;

namespace ChaosHarness.Benchmarks;

/// <summary>
/// Times the checkers of runs and weighs their memory: <c>checkers [--count N[,N...]] [--folder FOLDER]</c>.
/// <para>
/// For each N (ten million unless told otherwise) a run folder is written from a seed, with outages, lost, duplicated
/// and unknown writes and a second primary in it, and judged in a process of its own; FOLDER is where, a temporary one
/// otherwise. Printed are, for reading the evidence and for every checker, seconds, seconds of processor time (what counts
/// on a busy machine), millions of operations per second, bytes allocated per operation, and bytes of managed memory per
/// operation at the peak beyond what was there before (garbage not yet collected is in it); in the end the process's peak,
/// in which are the mapped pages of the history that the kernel had no reason to take back.
/// </para>
/// A checker that does not find what was planted is told, and makes the exit code 1. Consistency has a benchmark of its own.
/// </summary>
internal static class CheckersBenchmarks
{
    private const string Usual = "10000000";

    /// <summary>Runs.</summary>
    public static int Run(string[] args)
    {
        Dictionary<string, string> options = [];
        for (int i = 0; i + 1 < args.Length; i += 2)
            options[args[i].TrimStart('-')] = args[i + 1];
        if (options.TryGetValue("one", out string? one))
            return RunOne(one, int.Parse(options["count"], CultureInfo.InvariantCulture));
        int worst = 0;
        foreach (string count in options.GetValueOrDefault("count", Usual).Split(','))
            worst = Math.Max(worst, Measure(int.Parse(count, CultureInfo.InvariantCulture), options.GetValueOrDefault("folder")));
        return worst;
    }

    private static int Measure(int count, string? folder)
    {
        DirectoryInfo reports = folder is null ? Directory.CreateTempSubdirectory("chaos-bench-") : Directory.CreateDirectory(folder);
        string? run = null;
        try
        {
            run = CheckersRun.Write(reports.FullName, count);
            return OwnProcess.Run(["checkers", "--one", run, "--count", $"{count}"]);
        }
        finally
        {
            if (run is not null)
                Directory.Delete(run, recursive: true);
            if (folder is null)
                reports.Delete();
        }
    }

    /// <summary>Judges one folder; this is what the other process does.</summary>
    private static int RunOne(string folder, int count)
    {
        Say($"{count:N0} operations, {Environment.ProcessorCount} processors, load {File.ReadAllText("/proc/loadavg").Trim()}");
        Console.WriteLine($"{"",-14} {"verdict",-8} {"seconds",9} {"processor",10} {"Mops/s",9} {"allocated B/op",15} {"peak B/op",10}");
        StoredRun stored = StoredRun.Open(folder);
        RunEvidence evidence = new(CheckersScenario.Of(count), stored.Journal(), new([], [""]), Weigh("final reads", count, stored.FinalReads));
        evidence = evidence with { History = Weigh("history", count, stored.History) };
        List<string> mistakes = [];
        TimeSpan before = Environment.CpuUsage.TotalTime;
        foreach (IChecker checker in Judge.Checkers.Where(c => c is not RunConsistencyChecker))
        {
            CheckResult result = Weigh(checker.Name, count, () => checker.Check(evidence, CancellationToken.None), r => $"{r.Verdict}");
            mistakes.AddRange(CheckersRun.Mistakes(folder, result));
        }

        Say($"all checkers {(Environment.CpuUsage.TotalTime - before).TotalSeconds:0.00} s of processor time; peak of the process {OwnProcess.PeakBytes() >> 20:N0} MB, {(double)OwnProcess.PeakBytes() / count:0.0} bytes per operation");
        mistakes.ForEach(m => Console.WriteLine($"WRONG: {m}"));
        return mistakes.Count > 0 ? 1 : 0;
    }

    private static T Weigh<T>(string name, int count, Func<T> work, Func<T, string>? verdict = null)
    {
        using MemoryPeak peak = new();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        T result = work();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        processor = Environment.CpuUsage.TotalTime - processor;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Say($"{name,-14} {verdict?.Invoke(result) ?? "",-8} {seconds,9:0.00} {processor.TotalSeconds,10:0.00} {count / seconds / 1e6,9:0.0} {(double)allocated / count,15:0.0} {(double)peak.Bytes() / count,10:0.0}");
        return result;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>The most managed memory in use beyond what is in use now, looked at every few milliseconds.</summary>
    private sealed class MemoryPeak : IDisposable
    {
        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
        private readonly Timer _timer;
        private long _most;

        public MemoryPeak() => _timer = new(_ => Look(), null, 0, 5);

        public long Bytes()
        {
            Look();
            return Interlocked.Read(ref _most);
        }

        public void Dispose() => _timer.Dispose();

        private void Look()
        {
            long now = GC.GetTotalMemory(forceFullCollection: false) - _before;
            if (now > Interlocked.Read(ref _most))
                Interlocked.Exchange(ref _most, now);
        }
    }
}

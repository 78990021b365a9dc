using System.Diagnostics;
using ChaosHarness.Histories;
using ChaosHarness.Workloads.Histories;
using static ChaosHarness.Benchmarks.LoadBenchmarks;

namespace ChaosHarness.Benchmarks;

/// <summary>Nanoseconds per recorded operation.</summary>
internal static class LoadHistory
{
    private const int Count = 2_000_000;
    private const int Rounds = 5;

    public static void Run()
    {
        Say($"history writer, {Text(Count)} operations begun and completed, one thread (median of {Rounds})");
        var results = Enumerable.Range(0, Rounds).Select(_ => Round()).OrderBy(r => r).ToList();
        Say($"  {Text(results[Rounds / 2], 1)} ns per operation (best {Text(results[0], 1)}, worst {Text(results[^1], 1)})");
    }

    private static double Round()
    {
        var folder = Directory.CreateTempSubdirectory("chaos-bench-");
        try
        {
            using var writer = HistoryWriter.Create(Path.Combine(folder.FullName, "web"));
            ushort name = writer.Name("web.write");
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Count; i++)
            {
                var operation = new Operation
                {
                    Kind = OperationKind.Append, Outcome = Outcome.Open, Class = name, Process = 1, Key = i & 15,
                    Value = i, Intended = new(i), Start = new(i), End = Instant.Never,
                };
                long record = writer.Begin(operation);
                writer.Complete(record, operation with { Outcome = Outcome.Ok, End = new(i + 1), Server = name });
            }

            return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Count;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

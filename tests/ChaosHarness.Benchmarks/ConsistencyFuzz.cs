using System.Diagnostics;
using System.Globalization;
using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Tests.Checkers.Consistency;

namespace ChaosHarness.Benchmarks;

/// <summary>
/// Compares every consistency engine with the definition on random small histories, all features mixed:
/// <c>consistency-fuzz [--count N] [--from SEED] [--only TEXT]</c>, a million of each from seed 0 unless told otherwise.
/// A legal history has to get a witness besides. Prints the seeds, and every history that was judged wrongly; exit code 1
/// when there is one.
/// </summary>
internal static class ConsistencyFuzz
{
    private const int MostTold = 3;

    /// <summary>Runs.</summary>
    public static Task<int> RunAsync(string[] args)
    {
        Dictionary<string, string> options = [];
        for (int i = 0; i + 1 < args.Length; i += 2)
            options[args[i].TrimStart('-')] = args[i + 1];
        int count = int.Parse(options.GetValueOrDefault("count", "1000000"), CultureInfo.InvariantCulture);
        int from = int.Parse(options.GetValueOrDefault("from", "0"), CultureInfo.InvariantCulture);
        string only = options.GetValueOrDefault("only", "");
        int wrong = 0;
        foreach (FuzzCase one in FuzzCases.All.Where(c => c.Name.Contains(only, StringComparison.Ordinal)))
            wrong += Run(one, from, count);
        return Task.FromResult(wrong == 0 ? 0 : 1);
    }

    private static int Run(FuzzCase one, int from, int count)
    {
        long started = Stopwatch.GetTimestamp();
        SearchBudget budget = SearchBudget.Endless(CancellationToken.None);
        int legal = 0;
        int wrong = 0;
        Parallel.For(from, from + count, seed =>
        {
            (bool isLegal, string? problem) = one.Compare(seed, budget);
            if (isLegal)
                Interlocked.Increment(ref legal);
            if (problem is not null && Interlocked.Increment(ref wrong) <= MostTold)
                Console.WriteLine(problem);
        });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Name,-40} seeds {from} to {from + count - 1}: {legal} legal, {count - legal} not, {wrong} judged wrongly, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"));
        return wrong;
    }
}

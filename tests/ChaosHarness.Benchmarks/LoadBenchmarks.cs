using System.Globalization;

namespace ChaosHarness.Benchmarks;

/// <summary>
/// What the load generator can do. <c>history</c>: the history writer; <c>lateness</c>: how well the schedule is kept at
/// 2,000 operations a second, also while the target hangs; <c>throughput</c>: the generator beside <c>wrk</c> and .NET's
/// HttpClient against the same endpoint on the same processors. Without a word: all of them. Needs wrk and redis-server
/// (<c>apt install wrk redis-server redis-sentinel</c>) and an idle machine; the load average is printed with the results.
/// </summary>
internal static class LoadBenchmarks
{
    public static async Task<int> RunAsync(string[] args)
    {
        string part = args.Length > 0 ? args[0] : "all";
        Say($"load average before: {(await File.ReadAllTextAsync("/proc/loadavg")).Trim()}, {Environment.ProcessorCount} processors");
        if (part is "history" or "all") LoadHistory.Run();
        if (part is "lateness" or "all") await LoadLateness.RunAsync();
        if (part is "throughput" or "all") await LoadThroughput.RunAsync();
        Say($"load average after: {(await File.ReadAllTextAsync("/proc/loadavg")).Trim()}");
        return 0;
    }

    /// <summary>Prints a line of results.</summary>
    public static void Say(string line) => Console.WriteLine(line);

    /// <summary>A number with so many digits behind the point.</summary>
    public static string Text(double number, int digits = 0) =>
        number.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

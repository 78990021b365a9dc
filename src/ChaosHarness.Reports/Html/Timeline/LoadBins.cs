using ChaosHarness.Histories;

namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>Counts operations into bins: two passes over the history, whatever its length.</summary>
internal static class LoadBins
{
    private static readonly int[] BinMilliseconds = [100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000];
    private const int MostBins = 1200;

    /// <summary>The series of every load; <paramref name="order"/> names those that come first.</summary>
    public static IReadOnlyList<LoadSeries> Count(History history, TimeAxis axis, IEnumerable<string> order)
    {
        TimeSpan bin = BinFor(axis.Seconds);
        // Zero is the edge of a bin, so that what was due before the fault does not share one with what came after.
        Instant start = axis.Zero - bin * Math.Ceiling((axis.Zero - axis.From) / bin);
        int bins = (int)Math.Ceiling((axis.To - start) / bin);
        (int[] loadOfName, string[] loads) = Loads(history, order);
        LoadSeries[] series = [.. loads.Select(l => new LoadSeries(l, start, bin, bins))];
        List<double>?[,] latencies = new List<double>?[loads.Length, bins];
        foreach (ref readonly Operation operation in history.Operations.Scan())
        {
            int index = (int)Math.Floor((operation.Intended - start) / bin);
            if (index < 0 || index >= bins)
                continue;
            int load = loadOfName[operation.Class];
            Add(series[load], index, operation.Outcome);
            if (operation.Outcome == Outcome.Ok)
                (latencies[load, index] ??= []).Add((operation.End - operation.Intended).TotalMilliseconds);
        }

        for (int load = 0; load < loads.Length; load++)
        {
            for (int index = 0; index < bins; index++)
                SetLatency(series[load], index, latencies[load, index]);
        }

        return [.. series.Where(s => Enumerable.Range(0, bins).Any(i => s.Total(i) > 0))];
    }

    private static TimeSpan BinFor(double seconds) => TimeSpan.FromMilliseconds(
        BinMilliseconds.FirstOrDefault(b => seconds * 1000 / b <= MostBins, BinMilliseconds[^1]));

    private static void Add(LoadSeries series, int index, Outcome outcome) =>
        (outcome switch { Outcome.Ok => series.Ok, Outcome.Fail => series.Fail, _ => series.Info })[index]++;

    private static void SetLatency(LoadSeries series, int index, List<double>? latencies)
    {
        if (latencies is null)
            return;
        latencies.Sort();
        series.P50[index] = latencies[(latencies.Count - 1) / 2];
        series.P99[index] = latencies[(int)Math.Ceiling(latencies.Count * 0.99) - 1];
    }

    /// <summary>Which load every name belongs to: class <c>web.write</c> to load <c>web</c>.</summary>
    private static (int[] LoadOfName, string[] Loads) Loads(History history, IEnumerable<string> order)
    {
        List<string> loads = [.. order];
        int[] loadOfName = new int[history.Names.Count];
        for (int i = 0; i < loadOfName.Length; i++)
        {
            string name = history.Names[i];
            string load = name.LastIndexOf('.') is var dot and > 0 ? name[..dot] : name;
            if (!loads.Contains(load))
                loads.Add(load);
            loadOfName[i] = loads.IndexOf(load);
        }

        return (loadOfName, [.. loads]);
    }
}

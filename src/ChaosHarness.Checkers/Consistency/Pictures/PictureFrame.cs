namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// The part of a history that is drawn around a violation, and where each moment of it stands. What contradicts may be a
/// few microseconds long and many seconds apart: stretches in which nothing of the core begins or ends are compressed.
/// </summary>
internal sealed class PictureFrame
{
    private const int MostSurroundings = 60;

    // Every operation of an open-loop load may have a client of its own, and each wants a lane.
    private const int MostFurtherLanes = 4;

    // Share of a stretch's width that does not depend on its length, against one tenfold in length.
    private const double Least = 1.5;

    private readonly long[] _times;
    private readonly double[] _places;

    private PictureFrame(long[] times, double[] places, IReadOnlyList<int> surroundings, SortedDictionary<int, int> lanes) =>
        (_times, _places, Surroundings, Lanes) = (times, places, surroundings, lanes);

    /// <summary>Where the picture begins.</summary>
    public long From => _times[0];

    /// <summary>Where it ends.</summary>
    public long To => _times[^1];

    /// <summary>The moments at which operations of the core begin and end, and the borders.</summary>
    public IReadOnlyList<long> Moments => _times;

    /// <summary>Operations beside the core.</summary>
    public IReadOnlyList<int> Surroundings { get; }

    /// <summary>The lane of each client, from 0.</summary>
    public SortedDictionary<int, int> Lanes { get; }

    /// <summary>Chooses it: the core, and of the same keys what ran at that time, the nearest to the core first.</summary>
    public static PictureFrame Around(ConsistencyHistory history, Violation violation)
    {
        long[] moments = [.. violation.Core
            .SelectMany(i => history.Ops[i].End == Op.Never ? [history.StartTime(i)] : new[] { history.StartTime(i), history.EndTime(i) })
            .Distinct().Order()];
        long margin = Math.Max(1, (moments[^1] - moments[0]) / 50);
        long[] times = [moments[0] - margin, .. moments, moments[^1] + margin];
        HashSet<int> clients = [.. violation.Core.Select(i => history.Ops[i].Process)];
        int most = clients.Count + MostFurtherLanes;
        List<int> around = [];
        foreach (int i in Near(history, violation, times[0], times[^1]))
        {
            if (around.Count == MostSurroundings)
                break;
            if (clients.Contains(history.Ops[i].Process) || (clients.Count < most && clients.Add(history.Ops[i].Process)))
                around.Add(i);
        }

        SortedDictionary<int, int> lanes = [];
        foreach (int client in clients.Order())
            lanes[client] = lanes.Count;
        return new(times, Places(times), around, lanes);
    }

    /// <summary>Where a time stands, 0 to 1.</summary>
    public double At(long time)
    {
        if (time <= From)
            return 0;
        if (time >= To)
            return 1;
        int after = Array.BinarySearch(_times, time) is var found && found >= 0 ? found : ~found;
        if (_times[after] == time)
            return _places[after];
        double share = (double)(time - _times[after - 1]) / (_times[after] - _times[after - 1]);
        return _places[after - 1] + share * (_places[after] - _places[after - 1]);
    }

    /// <summary>Stretches get width by the logarithm of their length.</summary>
    private static double[] Places(long[] times)
    {
        double shortest = Enumerable.Range(1, times.Length - 1).Min(i => times[i] - times[i - 1]);
        double[] places = new double[times.Length];
        for (int i = 1; i < times.Length; i++)
            places[i] = places[i - 1] + Least + Math.Log10((times[i] - times[i - 1]) / shortest);
        double all = places[^1];
        return [.. places.Select(p => p / all)];
    }

    private static IEnumerable<int> Near(ConsistencyHistory history, Violation violation, long from, long to)
    {
        HashSet<int> core = [.. violation.Core];
        HashSet<int> keys = [.. violation.Core.Select(i => history.Ops[i].Key)];
        long[] places = [.. violation.Core.Select(history.StartTime)];
        return Enumerable.Range(0, history.Count)
            .Where(i => keys.Contains(history.Ops[i].Key) && !core.Contains(i) && history.Ops[i].End != Op.Never
                && history.StartTime(i) <= to && history.EndTime(i) >= from)
            .OrderBy(i => places.Min(place => Math.Abs(place - history.StartTime(i))));
    }
}

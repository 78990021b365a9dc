using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Outages;

/// <summary>
/// The times in which the load's own process was held up: an operation that was to start then started late. An answer
/// that came late because nobody was there to take it says nothing about the service. What has piled up in a stall
/// takes about as long again to work off, so a stall taints the time after it as well.
/// </summary>
internal sealed class Stalls
{
    /// <summary>A start later than this was held up; less is what any busy machine does.</summary>
    private const long LeastNs = 5_000_000;

    private readonly List<long> _from = [];
    private readonly List<long> _to = [];

    public Stalls(ClassTrack track)
    {
        for (int i = track.First; i < track.Past; i = track.Next(i))
        {
            Operation op = track[i];
            (long from, long to) = (op.Intended.Nanoseconds, op.Start.Nanoseconds);
            if (to - from >= LeastNs)
                Add(from, to + (to - from));
        }
    }

    /// <summary>How much of the time between two instants is tainted.</summary>
    public long Within(long start, long end)
    {
        int at = _to.BinarySearch(start);
        long sum = 0;
        for (int i = at < 0 ? ~at : at; i < _from.Count && _from[i] < end; i++)
            sum += Math.Max(0, Math.Min(end, _to[i]) - Math.Max(start, _from[i]));
        return sum;
    }

    /// <summary>The instant by which so much untainted time has passed since another one.</summary>
    public long After(long start, long untainted)
    {
        long end = start + untainted;
        int at = _to.BinarySearch(start);
        for (int i = at < 0 ? ~at : at; i < _from.Count && _from[i] < end; i++)
            end += _to[i] - Math.Max(start, _from[i]);
        return end;
    }

    /// <summary>Both ends of the list stay ascending: whatever overlaps the new time becomes part of it.</summary>
    private void Add(long from, long to)
    {
        while (_to.Count > 0 && _to[^1] >= from)
        {
            from = Math.Min(from, _from[^1]);
            to = Math.Max(to, _to[^1]);
            _from.RemoveAt(_from.Count - 1);
            _to.RemoveAt(_to.Count - 1);
        }

        _from.Add(from);
        _to.Add(to);
    }
}

using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Outages;

/// <summary>
/// How many connections the clients of a load can have kept open: as many as they had operations in flight at once,
/// since they put a connection aside when its operation is over and take it again for the next one.
/// </summary>
/// <param name="tracks">All classes of the load: they share its connections.</param>
internal sealed class Connections(IReadOnlyList<ClassTrack> tracks)
{
    /// <summary>Clients do not use a connection again that was idle for longer; theirs is 4 s.</summary>
    private const long KeptNs = 5_000_000_000;

    private readonly int[] _next = [.. tracks.Select(t => t.First)];
    private readonly PriorityQueue<long, long> _ends = new();

    // How many were in flight when an operation started: only those that no later one exceeds, so they descend.
    private readonly LinkedList<(long Start, int InFlight)> _most = [];
    private long _asked = long.MinValue;

    /// <summary>The connections of every track's load: classes are called after it, <c>load.read</c> and <c>load.write</c>.</summary>
    public static IReadOnlyDictionary<ClassTrack, Connections> Of(IReadOnlyList<ClassTrack> tracks)
    {
        Dictionary<ClassTrack, Connections> all = [];
        foreach (IGrouping<string, ClassTrack> load in tracks.GroupBy(LoadOf))
        {
            Connections shared = new([.. load]);
            foreach (ClassTrack track in load)
                all[track] = shared;
        }

        return all;
    }

    /// <summary>
    /// How many there can have been at an instant. Instants in ascending order cost one walk along the load's
    /// operations; an earlier one begins another.
    /// </summary>
    public int MostBefore(long instant)
    {
        if (instant < _asked)
            Restart();
        _asked = instant;
        long since = instant - KeptNs;
        while (Take(instant) is { } op)
        {
            if (op.Start.Nanoseconds < since)
                Keep(op, since);
            else
                Count(op);
        }

        while (_most.First is { } first && first.Value.Start < since)
            _most.RemoveFirst();
        return _most.First?.Value.InFlight ?? 0;
    }

    /// <summary>The next operation of any class that started before an instant.</summary>
    private Operation? Take(long instant)
    {
        int least = 0;
        for (int i = 1; i < _next.Length; i++)
            least = _next[i] < _next[least] ? i : least;
        int place = _next[least];
        if (place >= tracks[least].Past || tracks[least][place] is var op && op.Start.Nanoseconds >= instant)
            return null;
        _next[least] = tracks[least].Next(place);
        return op;
    }

    /// <summary>What started before anything that counts only matters if it was still in flight then.</summary>
    private void Keep(in Operation op, long since)
    {
        if (op.End.Nanoseconds >= since)
            _ends.Enqueue(op.End.Nanoseconds, op.End.Nanoseconds);
    }

    private void Count(in Operation op)
    {
        while (_ends.TryPeek(out long end, out _) && end <= op.Start.Nanoseconds)
            _ends.Dequeue();
        _ends.Enqueue(op.End.Nanoseconds, op.End.Nanoseconds);
        while (_most.Last is { } last && last.Value.InFlight <= _ends.Count)
            _most.RemoveLast();
        _most.AddLast((op.Start.Nanoseconds, _ends.Count));
    }

    private void Restart()
    {
        _ends.Clear();
        _most.Clear();
        for (int i = 0; i < _next.Length; i++)
            _next[i] = tracks[i].First;
    }

    private static string LoadOf(ClassTrack track)
    {
        int dot = track.Name.LastIndexOf('.');
        return dot < 0 ? track.Name : track.Name[..dot];
    }
}

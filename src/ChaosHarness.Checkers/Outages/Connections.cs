namespace ChaosHarness.Checkers.Outages;

/// <summary>
/// How many connections the clients of a load can have kept open: as many as they had operations in flight at once,
/// since they put a connection aside when its operation is over and take it again for the next one.
/// </summary>
internal sealed class Connections
{
    /// <summary>Clients do not use a connection again that was idle for longer; theirs is 4 s.</summary>
    private const long KeptNs = 5_000_000_000;

    private readonly long[] _starts;
    private readonly long[] _ends;

    /// <param name="tracks">All classes of the load: they share its connections.</param>
    public Connections(IReadOnlyList<ClassTrack> tracks)
    {
        _starts = [.. tracks.SelectMany(t => t.Start)];
        _ends = [.. tracks.SelectMany(t => t.End)];
        Array.Sort(_starts);
        Array.Sort(_ends);
    }

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

    /// <summary>How many there can have been at an instant.</summary>
    public int MostBefore(long instant)
    {
        int most = 0;
        int first = Completions.FirstFrom(_starts, instant - KeptNs);
        int ended = Completions.FirstFrom(_ends, first < _starts.Length ? _starts[first] : instant);
        for (int i = first; i < _starts.Length && _starts[i] < instant; i++)
        {
            while (ended < _ends.Length && _ends[ended] <= _starts[i])
                ended++;
            most = Math.Max(most, i + 1 - ended);
        }

        return most;
    }

    private static string LoadOf(ClassTrack track)
    {
        int dot = track.Name.LastIndexOf('.');
        return dot < 0 ? track.Name : track.Name[..dot];
    }
}

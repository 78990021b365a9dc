using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Outages;

/// <summary>When operations of one class ended Ok: each end proves that the service was up at or shortly before it.</summary>
internal sealed class Completions
{
    private readonly ClassTrack _track;
    private readonly long[] _ends;
    private readonly long[] _earliest;
    private readonly int[] _earliestAt;

    public Completions(ClassTrack track)
    {
        _track = track;
        _earliest = new long[track.Count + 1];
        _earliestAt = new int[track.Count + 1];
        (_earliest[^1], _earliestAt[^1]) = (long.MaxValue, -1);
        long[] ends = new long[track.Count];
        int count = 0;
        for (int i = track.Count - 1; i >= 0; i--)
        {
            bool better = track.Outcome[i] == Outcome.Ok && track.End[i] <= _earliest[i + 1];
            (_earliest[i], _earliestAt[i]) = better ? (track.End[i], i) : (_earliest[i + 1], _earliestAt[i + 1]);
            if (track.Outcome[i] == Outcome.Ok)
                ends[^++count] = track.End[i];
        }

        _ends = ends[^count..];
        Array.Sort(_ends);
    }

    /// <summary>The first end after an instant; <see cref="Instant.Never"/> when there is none.</summary>
    public long FirstAfter(long instant)
    {
        int at = FirstFrom(_ends, instant + 1);
        return at < _ends.Length ? _ends[at] : long.MaxValue;
    }

    /// <summary>The place of the first number not less than this one.</summary>
    public static int FirstFrom(long[] sorted, long least)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < least)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Among the operations from a place on that ended Ok, the one that ended first: its end and place.</summary>
    public (long End, int At) FirstOfThoseFrom(int place) => (_earliest[place], _earliestAt[place]);

    /// <summary>Among the operations started then or later that ended Ok, the one that ended first.</summary>
    public (long End, int At) FirstOfThoseStartedFrom(long instant) => FirstOfThoseFrom(_track.FirstFrom(instant));
}

using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Outages;

/// <summary>
/// Which operations of one class ended Ok first: each end proves that the service was up at or shortly before it. Kept
/// is one place for every 64 operations of the history; between these it is worked out when somebody asks.
/// </summary>
internal sealed class Completions
{
    private const int PartSize = Selection.WordSize;

    private readonly ClassTrack _track;

    /// <summary>For every part of the history: the place of the one that ended first from there on, or -1.</summary>
    private readonly int[] _firstFrom;

    // The part that was asked for last, worked out.
    private readonly (long End, int At)[] _part = new (long, int)[PartSize];
    private int _number = -1;

    public Completions(ClassTrack track)
    {
        _track = track;
        _firstFrom = new int[(track.Past + PartSize - 1) / PartSize + 1];
        (long End, int At) first = (long.MaxValue, _firstFrom[^1] = -1);
        for (int part = _firstFrom.Length - 2; part >= 0; part--)
        {
            first = WorkOut(part, first);
            _firstFrom[part] = first.At;
        }
    }

    /// <summary>Among the operations from a place on that ended Ok, the one that ended first: its end and place.</summary>
    public (long End, int At) FirstOfThoseFrom(int place)
    {
        if (place >= _track.Past)
            return (long.MaxValue, -1);
        int part = place / PartSize;
        if (part != _number)
        {
            int later = _firstFrom[part + 1];
            WorkOut(part, (later < 0 ? long.MaxValue : _track[later].End.Nanoseconds, later));
        }

        return _part[place % PartSize];
    }

    /// <summary>Among the operations started then or later that ended Ok, the one that ended first.</summary>
    public (long End, int At) FirstOfThoseStartedFrom(long instant) => FirstOfThoseFrom(_track.FirstFrom(instant));

    private (long End, int At) WorkOut(int part, (long End, int At) first)
    {
        for (int i = PartSize - 1; i >= 0; i--)
        {
            int place = part * PartSize + i;
            if (_track.Contains(place))
            {
                Operation op = _track[place];
                if (op.Outcome == Outcome.Ok && op.End.Nanoseconds <= first.End)
                    first = (op.End.Nanoseconds, place);
            }

            _part[i] = first;
        }

        _number = part;
        return first;
    }
}

using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Outages;

/// <summary>
/// Finds the operations of one class that were not served, and joins neighbours. A stretch goes on as long as no
/// operation that started in it was served promptly and none at all ended Ok between the starts of its members.
/// <para>
/// The first operations without an answer may have used connections that the outage had broken before they started, as
/// many as there can have been; only one more than that shows that the service itself was away. Where several of them
/// follow one another the service may have been back meanwhile, so the next one that does prove something begins a
/// stretch of its own.
/// </para>
/// </summary>
internal sealed class StretchFinder
{
    /// <summary>One part in so many of the time an operation waited may be tainted by the load's own stalls.</summary>
    private const int TaintedShare = 10;

    /// <summary>
    /// One operation that proves nothing hides no longer an up time than two probes do between them; two may.
    /// </summary>
    private const int MostDoubtful = 1;

    private readonly ClassTrack _track;
    private readonly CompletionSweep _completions;
    private readonly Promptness? _prompt;
    private readonly Stalls _stalls;
    private readonly Connections _connections;
    private readonly List<Stretch> _found = [];
    private int _first = -1, _last, _bad, _unanswered, _doubtful;
    private long _begun, _lastStart, _downBy, _downUntil;

    private StretchFinder(ClassTrack track, Completions completions, Promptness? prompt, Connections connections)
    {
        (_track, _completions, _prompt, _connections) = (track, new(track, completions), prompt, connections);
        _stalls = new Stalls(track);
    }

    /// <summary>All stretches in order.</summary>
    public static IReadOnlyList<Stretch> Find(
        ClassTrack track, Completions completions, Promptness? prompt, Connections connections, CancellationToken ct)
    {
        StretchFinder finder = new(track, completions, prompt, connections);
        for (int i = track.First, taken = 0; i < track.Past; i = track.Next(i), taken++)
        {
            if ((taken & 0xFFFF) == 0)
                ct.ThrowIfCancellationRequested();
            finder.Take(i, track[i]);
        }

        finder.Close();
        return finder._found;
    }

    private void Take(int i, in Operation op)
    {
        bool isOk = op.Outcome == Outcome.Ok;
        if (isOk && !IsLate(op))
            Close();
        else if (isOk || HadItsChance(op))
            Add(i, op, isOk);
    }

    /// <summary>
    /// Whether it waited longer than the service takes when it is there, and the load itself was not held up for any
    /// noticeable part of that.
    /// </summary>
    private bool IsLate(in Operation op)
    {
        (long start, long end) = (op.Start.Nanoseconds, op.End.Nanoseconds);
        return _prompt is { } prompt && end - start > prompt.Late
            && _stalls.Within(start, end) * TaintedShare <= end - start;
    }

    /// <summary>An operation cut off by the end of the recording says nothing unless it had been waiting for long.</summary>
    private bool HadItsChance(in Operation op) =>
        op.Outcome != Outcome.Open
        || (_prompt is { } prompt && op.Start.Nanoseconds + prompt.Served <= _track.Horizon);

    private void Add(int i, in Operation op, bool isOk)
    {
        long start = op.Start.Nanoseconds;
        if (_first >= 0 && IsBroken(_lastStart, start))
            Close();
        if (_first < 0)
            (_begun, _unanswered, _doubtful) = (start, 0, 0);
        bool proves = isOk || op.Outcome == Outcome.Fail || ++_unanswered > _connections.MostBefore(_begun);
        if (proves && _doubtful > MostDoubtful)
            Close();
        if (_first < 0)
            (_first, _downBy, _downUntil, _bad) = (i, long.MaxValue, start, 0);
        (_last, _lastStart) = (i, start);
        _downBy = Math.Min(_downBy, DownBy(op, isOk));
        _bad += isOk ? 0 : 1;
        _doubtful = proves ? 0 : _doubtful + 1;
        if (proves)
            _downUntil = Math.Max(_downUntil, isOk ? WaitedUntil(start) : start);
    }

    private bool IsBroken(long last, long next) =>
        _completions.FirstAfter(last) <= next || (_prompt is { } prompt && next - last > prompt.Gap);

    /// <summary>
    /// It was not served: so at some moment between its start and this one the service was not there. An answer in the
    /// negative ends the search for that moment; so does the time in which it would have been served, the load's own
    /// stalls not counted.
    /// </summary>
    private long DownBy(in Operation op, bool isOk)
    {
        long served = _prompt is { } prompt ? _stalls.After(op.Start.Nanoseconds, prompt.Served) : long.MaxValue;
        return Math.Min(served, isOk ? long.MaxValue : op.End.Nanoseconds);
    }

    /// <summary>An operation that waited since then and was answered in the end would have been served by anything up.</summary>
    private long WaitedUntil(long start) => Math.Max(start, _completions.FirstAfter(start) - _prompt!.Served);

    private void Close()
    {
        if (_first >= 0)
        {
            Stretch stretch = new(_first, _last, _downBy, _downUntil);
            if (_bad > 0 || stretch.Least > 0)
                _found.Add(stretch);
        }

        _first = -1;
    }
}

using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Outages;

/// <summary>
/// The outages of one operation class. The service is taken to be up or down for the class at every instant; an
/// operation that ends Ok met it up at some instant between its start and its end, and one that did not (Fail, Info,
/// or never answered) met it down.
/// <para>
/// The longest outage possible needs nothing but that: operations that started in an outage and ended Ok cannot have
/// ended before it was over, so with i the last operation ended Ok that started before it, the outage lies between
/// the start of i and the earliest end among those that started after i and ended Ok (<see cref="Completions"/>).
/// </para>
/// <para>
/// The least an outage lasted is learnt from the operations that were not served (<see cref="StretchFinder"/>): from the
/// latest moment the first of them can have met it down, which is its end or the time in which operations are served
/// (<see cref="Promptness"/>) after its start, to the start of the last. An operation that ended Ok much too late was
/// waiting: it proves the service down until shortly before anything of the class was answered again. That the
/// service was down between two operations that it did not serve cannot be seen; an up time shorter than the time
/// between two probes is taken for part of the outage.
/// </para>
/// <para>
/// An operation without an answer may have been sent over an old connection that an outage had broken long before. So
/// as many operations without an answer as there can have been such connections (<see cref="Connections"/>) prove
/// nothing for the least length, and what came before them is not proven to be one outage with what came after; for
/// the longest possible length they always count.
/// </para>
/// <para>
/// A service that answers every operation late is out, in this sense, only until the first of the late answers: it is
/// slow, but it serves.
/// </para>
/// </summary>
internal sealed class OutageAnalysis
{
    private readonly Completions _completions;

    private OutageAnalysis(ClassTrack track, Promptness? prompt, Connections connections, CancellationToken ct)
    {
        Track = track;
        Prompt = prompt;
        _completions = new Completions(track);
        ct.ThrowIfCancellationRequested();
        Spells = Join(StretchFinder.Find(track, _completions, prompt, connections, ct));
    }

    /// <summary>The operations.</summary>
    public ClassTrack Track { get; }

    /// <summary>How fast they are served; null when nothing ended Ok before the first fault.</summary>
    public Promptness? Prompt { get; }

    /// <summary>The outages, in order.</summary>
    public IReadOnlyList<Spell> Spells { get; }

    /// <summary>Analyses every class of a history.</summary>
    public static IReadOnlyList<OutageAnalysis> Of(History history, Instant? undisturbedUntil, CancellationToken ct)
    {
        IReadOnlyList<ClassTrack> tracks = ClassTrack.Of(history, ct);
        IReadOnlyDictionary<ClassTrack, Connections> connections = Connections.Of(tracks);
        return [.. tracks.Select(t => new OutageAnalysis(t, PromptnessOf(t, undisturbedUntil), connections[t], ct))];
    }

    private static Promptness? PromptnessOf(ClassTrack track, Instant? undisturbedUntil) =>
        undisturbedUntil is { } until ? Promptness.Before(track, until.Nanoseconds) : null;

    /// <summary>
    /// The longest time between two instants in which the class may have been out without any operation showing it,
    /// beside the outages that are counted there. Nothing is said of the time after the last operation started: the load
    /// was over then.
    /// </summary>
    public long Resolution(long from, long to, IReadOnlyCollection<Spell> counted)
    {
        long last = Math.Min(to, Track[Track.Previous(Track.Past)].Start.Nanoseconds), most = -1;
        if (last <= from)
            return Math.Max(0, Math.Min(to, Track.Horizon) - from);
        Spell[] spells = [.. counted.OrderBy(s => s.Reach)];
        int spell = 0;
        for (int i = OrFirst(LastOkBefore(Track.FirstFrom(from))); i < Track.Past; i = Track.Next(i))
        {
            Operation op = Track[i];
            long start = op.Start.Nanoseconds;
            if (start >= to)
                break;
            if (op.Outcome != Outcome.Ok)
                continue;
            most = Math.Max(most, 0);
            while (spell < spells.Length && spells[spell].Reach < start)
                spell++;
            if (spell < spells.Length && i >= spells[spell].Since)
                continue;
            (long end, int at) = _completions.FirstOfThoseFrom(i + 1);
            most = Math.Max(most, Math.Min(at < 0 ? last : end, to) - Math.Max(start, from));
        }

        return most >= 0 ? most : Math.Max(0, last - from);
    }

    /// <summary>When the operation at a place started, in nanoseconds; when the first of all did for the place -1.</summary>
    public long StartOf(int place) => Track[OrFirst(place)].Start.Nanoseconds;

    private int OrFirst(int place) => place < 0 ? Track.First : place;

    private List<Spell> Join(IReadOnlyList<Stretch> stretches)
    {
        List<Spell> spells = [];
        for (int i = 0; i < stretches.Count;)
        {
            List<Stretch> joined = [stretches[i++]];
            while (i < stretches.Count && !IsProvenUpBetween(joined[^1], stretches[i]))
                joined.Add(stretches[i++]);
            spells.Add(Spell(joined));
        }

        return spells;
    }

    private bool IsProvenUpBetween(Stretch earlier, Stretch later) =>
        _completions.FirstOfThoseStartedFrom(earlier.DownBy).End <= StartOf(later.First);

    private Spell Spell(List<Stretch> stretches)
    {
        Stretch last = stretches[^1];
        int since = LastOkBefore(stretches[0].First);
        long reach = Math.Max(last.DownBy, StartOf(last.Last));
        (int lastOk, int firstOk, long from, long end) = Widest(OrFirst(since), reach, last.Last);
        if (firstOk < 0)
            return new(stretches, since, since < 0 ? -1 : lastOk, -1, reach, null, null, null);
        long to = stretches.Count == 1 ? end : Math.Min(_completions.FirstOfThoseStartedFrom(last.DownBy).End, EndIfOk(last.Last));
        long total = stretches.Count == 1 ? end - from : to - StartOf(since);
        return new(stretches, since, since < 0 ? -1 : lastOk, firstOk, reach, to, end - from, Math.Max(total, end - from));
    }

    /// <summary>
    /// The longest time in a spell in which no operation ended Ok that had started in it: no single outage of the spell
    /// was longer.
    /// </summary>
    /// <param name="since">The place of the last operation that was answered Ok before the spell.</param>
    /// <param name="reach">When the last operation of the spell can have met the service down at the latest.</param>
    /// <param name="last">The place of that operation.</param>
    private (int LastOk, int FirstOk, long From, long End) Widest(int since, long reach, int last)
    {
        (int LastOk, int FirstOk, long From, long End) widest = (since, -1, 0, -1);
        for (int i = since; i < Track.Past; i = Track.Next(i))
        {
            Operation op = Track[i];
            long start = op.Start.Nanoseconds;
            if (start > reach)
                break;
            if (op.Outcome != Outcome.Ok && i != since)
                continue;
            (long end, int at) = _completions.FirstOfThoseFrom(i + 1);
            // The last question of all, answered late: it ends the outage that it met, and nothing shows another one.
            if (at < 0 && i == last && op.Outcome == Outcome.Ok)
                break;
            if (at < 0)
                return (i, -1, start, end);
            if (end - start > widest.End - widest.From)
                widest = (i, at, start, end);
        }

        return widest;
    }

    private long EndIfOk(int place) => Track[place] is { Outcome: Outcome.Ok } op ? op.End.Nanoseconds : long.MaxValue;

    /// <summary>The last operation that was answered Ok before the one at a place started; -1 when there is none.</summary>
    private int LastOkBefore(int place)
    {
        Instant start = place < Track.Past ? Track[place].Start : Instant.Never;
        for (int i = Track.Previous(place); i >= 0; i = Track.Previous(i))
        {
            Operation op = Track[i];
            if (op.Outcome == Outcome.Ok && op.End <= start)
                return i;
        }

        return -1;
    }
}

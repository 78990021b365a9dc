using ChaosHarness.Checkers.Outages;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Recoveries;

/// <summary>Looks for documented evidence in the journal and the history.</summary>
internal sealed class EvidenceFinder(RunEvidence run, RunTimeline timeline, CancellationToken ct)
{
    private readonly ObservedChanges _changes = new(run.Journal);
    private IReadOnlyList<OutageAnalysis>? _analyses;

    /// <summary>
    /// Everything that fits between two instants, in the order in which it was known. An observed value counts where the
    /// subject changed to it (<see cref="ObservedChanges"/>).
    /// </summary>
    public IReadOnlyList<Sighting> Find(Evidence wanted, FaultWindow fault, Instant from, Instant to)
    {
        if (wanted.Operation is { } operation)
            return ServedAgain(operation, from, to);
        NodeFilter nodes = new(run.Scenario.Stack, fault, wanted.Node);
        List<Sighting> found = [];
        for (int i = 0; i < run.Journal.Count; i++)
        {
            if (_changes[i] is { } entry && entry.At > from && entry.At <= to && Fits(wanted, entry) && nodes.Fits(entry.Node))
                found.Add(new(entry.NotBefore, entry.At, entry.Node, Wording.JournalPlace(i)));
        }

        return [.. found.OrderBy(s => s.At)];
    }

    /// <summary>
    /// When so many different nodes had shown it; null when fewer did. Nodes that were seen one by one complete it
    /// when the last of them did, and that cannot have been before as many may have.
    /// </summary>
    public static Sighting? Complete(IReadOnlyList<Sighting> sightings, int nodes)
    {
        if (nodes <= 1)
            return sightings.Count > 0 ? sightings[0] : null;
        Sighting[] firsts = [.. sightings.GroupBy(s => s.Node).Select(g => g.First()).OrderBy(s => s.At)];
        if (firsts.Length < nodes)
            return null;
        Sighting last = firsts[nodes - 1];
        Instant earliest = firsts.Select(s => s.Earliest).Order().ElementAt(nodes - 1);
        return last with { NotBefore = last.NotBefore is null && earliest >= last.At ? null : earliest };
    }

    /// <summary>The first operations of a class that ended Ok and both started and ended within a time.</summary>
    public IReadOnlyList<Sighting> Served(string operation, Instant from, Instant to, int most) =>
        Analysis(operation)?.Track is { } track
            ? [.. PlacesServed(track, from, to).Take(most).Select(i => Sighting(track, i))] : [];

    /// <summary>The outages of a class; null when it has no operations.</summary>
    public OutageAnalysis? Analysis(string operation)
    {
        _analyses ??= OutageAnalysis.Of(run.History, timeline.UndisturbedUntil, ct);
        return _analyses.FirstOrDefault(a => a.Track.Name == operation);
    }

    private static bool Fits(Evidence wanted, JournalEvent entry) =>
        (wanted.Kind is null || wanted.Kind == entry.Kind)
        && (wanted.Value is null || wanted.Value == entry.Value)
        && (wanted.Watch is null || wanted.Watch == entry.Data.GetValueOrDefault("watch"))
        && (wanted.Subject is null || entry.Subject?.Contains(wanted.Subject, StringComparison.Ordinal) == true);

    /// <summary>
    /// The operation that ended the longest outage of the class; when none was seen, the first that started after the
    /// fault and ended Ok.
    /// </summary>
    private IReadOnlyList<Sighting> ServedAgain(string operation, Instant from, Instant to)
    {
        if (Analysis(operation) is not { } analysis)
            return [];
        Spell? spell = new OutageMeter(analysis, from, to == timeline.End ? Instant.Never : to).Longest;
        ClassTrack track = analysis.Track;
        if (spell is null)
            return FirstServed(track, from, to);
        if (spell.FirstOk < 0)
            return [];
        Instant end = track[spell.FirstOk].End;
        Instant early = new(Math.Max(spell.DownUntil, from.Nanoseconds));
        return [new(early < end ? early : end, end, null, HistoryAccess.Place(spell.FirstOk))];
    }

    private static Sighting[] FirstServed(ClassTrack track, Instant from, Instant to)
    {
        (int first, Instant end) = (-1, Instant.Never);
        foreach (int i in PlacesServed(track, from, to))
            (first, end) = first < 0 || track[i].End < end ? (i, track[i].End) : (first, end);
        return first < 0 ? [] : [Sighting(track, first)];
    }

    private static IEnumerable<int> PlacesServed(ClassTrack track, Instant from, Instant to)
    {
        for (int i = track.FirstFrom(from.Nanoseconds); i < track.Past; i = track.Next(i))
        {
            Operation op = track[i];
            if (op.Start >= to)
                yield break;
            if (op.Outcome == Outcome.Ok && op.End <= to)
                yield return i;
        }
    }

    private static Sighting Sighting(ClassTrack track, int place) =>
        new(track[place].Start, track[place].End, null, HistoryAccess.Place(place));
}

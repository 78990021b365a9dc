using ChaosHarness.Checkers.Outages;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Recoveries;

/// <summary>Looks for documented evidence in the journal and the history.</summary>
internal sealed class EvidenceFinder(RunEvidence run, RunTimeline timeline, CancellationToken ct)
{
    private IReadOnlyList<OutageAnalysis>? _analyses;

    /// <summary>Everything that fits between two instants, in the order in which it was known.</summary>
    public IReadOnlyList<Sighting> Find(Evidence wanted, FaultWindow fault, Instant from, Instant to)
    {
        if (wanted.Operation is { } operation)
            return ServedAgain(operation, from, to);
        NodeFilter nodes = new(run.Scenario.Stack, fault, wanted.Node);
        List<Sighting> found = [];
        for (int i = 0; i < run.Journal.Count; i++)
        {
            JournalEvent entry = run.Journal[i];
            if (entry.At > from && entry.At <= to && Fits(wanted, entry) && nodes.Fits(entry.Node))
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

    /// <summary>Operations of a class that ended Ok and both started and ended within a time.</summary>
    public IReadOnlyList<Sighting> Served(string operation, Instant from, Instant to)
    {
        if (Analysis(operation)?.Track is not { } track)
            return [];
        List<Sighting> found = [];
        for (int i = track.FirstFrom(from.Nanoseconds); i < track.Count && track.Start[i] < to.Nanoseconds; i++)
        {
            if (track.Outcome[i] == Outcome.Ok && track.End[i] <= to.Nanoseconds)
                found.Add(new(new(track.Start[i]), new(track.End[i]), null, HistoryAccess.Place(track.Index[i])));
        }

        return found;
    }

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
            return [.. Served(operation, from, to).OrderBy(s => s.At).Take(1)];
        if (spell.FirstOk < 0)
            return [];
        Instant end = new(track.End[spell.FirstOk]);
        Instant early = new(Math.Max(spell.DownUntil, from.Nanoseconds));
        return [new(early < end ? early : end, end, null, HistoryAccess.Place(track.Index[spell.FirstOk]))];
    }
}

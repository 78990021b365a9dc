using ChaosHarness.Checkers.Outages;
using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Recoveries;

/// <summary>Whether that something was not seen means that it did not happen.</summary>
internal sealed class Blindness(RunEvidence run, EvidenceFinder finder)
{
    private const int MissedLooks = 10;
    private static readonly TimeSpan s_leastSilence = TimeSpan.FromSeconds(2);

    /// <summary>Why evidence may have gone unseen between two instants; null when somebody was looking.</summary>
    public string? Why(Evidence wanted, Instant from, Instant to)
    {
        if (wanted.Operation is { } operation)
            return WhyNoOperations(operation, from);
        if (wanted.Watch is { } watch)
            return WhyNoWatch(watch, from, to);
        // The lab itself switches the power, so that it knows of every time.
        return wanted.Kind is { } kind and not EventKinds.Power && !run.Journal.Any(e => e.Kind == kind)
            ? $"nothing of the kind {kind} was reported in the whole run"
            : null;
    }

    /// <summary>Why a watch may have missed something; null when it looked all the time.</summary>
    public string? WhyNoWatch(string watch, Instant from, Instant to)
    {
        if (!run.Journal.Any(e => IsOf(e, watch) && e.Kind != EventKinds.Trouble))
            return $"the watch {watch} reported nothing in the whole run";
        JournalEvent? trouble = run.Journal.FirstOrDefault(
            e => e.Kind == EventKinds.Trouble && IsOf(e, watch) && e.At >= from && e.At <= to);
        if (trouble is not null)
            return $"the watch {watch} had trouble: {trouble.Value}";
        Instant needed = Looking is { } end && end < to ? end : to;
        return run.Journal.Any(e => e.Kind == EventKinds.Observed && IsOf(e, watch)) ? WhyUnconfirmed(watch, needed) : null;
    }

    /// <summary>Watches end with the load; nothing is to be seen of them later.</summary>
    private Instant? Looking => run.Journal.FirstOrDefault(
        e => e.Kind == EventKinds.Phase && e.Value == nameof(Phase.FinalReads))?.At;

    /// <summary>A watch says for each of its subjects when it looked last.</summary>
    private string? WhyUnconfirmed(string watch, Instant needed)
    {
        JournalEvent? first = run.Journal.Where(e => e.Kind == EventKinds.Confirmed && IsOf(e, watch)).MinBy(e => e.At);
        if (first is null)
            return $"the watch {watch} does not say until when it looked";
        return first.At + Patience(watch) < needed
            ? $"the watch {watch} did not look at {first.Node ?? "its subject"} any more for the last {Wording.Of(needed - first.At)}"
            : null;
    }

    private string? WhyNoOperations(string operation, Instant from)
    {
        ClassTrack? track = finder.Analysis(operation)?.Track;
        return track is null ? $"no operation {operation} was recorded"
            : track.FirstFrom(from.Nanoseconds) >= track.Past ? $"no operation {operation} was started after the fault"
            : null;
    }

    private TimeSpan Patience(string watch)
    {
        TimeSpan every = run.Scenario.Stack.Watches.FirstOrDefault(w => w.Name == watch)?.Every ?? TimeSpan.Zero;
        TimeSpan many = every * MissedLooks;
        return many > s_leastSilence ? many : s_leastSilence;
    }

    private static bool IsOf(JournalEvent entry, string watch) =>
        entry.Data.GetValueOrDefault("watch") == watch || (entry.Kind == EventKinds.Trouble && entry.Subject == watch);
}

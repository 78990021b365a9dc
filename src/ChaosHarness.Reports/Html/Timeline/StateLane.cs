using ChaosHarness.Journals;

namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>A value that held from one instant to another, and until when it may still have held.</summary>
/// <param name="Value">What was observed.</param>
/// <param name="From">When it was first seen.</param>
/// <param name="To">When it was last confirmed.</param>
/// <param name="Until">When it was known to be over: between the two nobody knows.</param>
internal sealed record StateSpan(string Value, Instant From, Instant To, Instant Until);

/// <summary>What one watch saw of one subject.</summary>
internal sealed record StateLane(string Watch, string Node, string Subject, IReadOnlyList<StateSpan> Spans)
{
    /// <summary>Reads all lanes, in the order in which the watches were given and then by name.</summary>
    public static IReadOnlyList<StateLane> From(
        IEnumerable<JournalEvent> journal, IReadOnlyList<string> watches, Instant end)
    {
        var subjects = journal
            .Where(e => e.Kind is EventKinds.Observed or EventKinds.Confirmed && e.Value is not null)
            .GroupBy(e => (Watch: e.Data.GetValueOrDefault("watch", ""), Node: e.Node ?? "", Subject: e.Subject ?? ""));
        IEnumerable<StateLane> lanes =
            subjects.Select(s => new StateLane(s.Key.Watch, s.Key.Node, s.Key.Subject, Read([.. s], end)));
        return
        [
            .. lanes.OrderBy(l => Rank(watches, l.Watch)).ThenBy(l => l.Watch, StringComparer.Ordinal)
                .ThenBy(l => l.Node, StringComparer.Ordinal).ThenBy(l => l.Subject, StringComparer.Ordinal),
        ];
    }

    private static int Rank(IReadOnlyList<string> watches, string watch)
    {
        int index = watches.Index().Where(w => w.Item == watch).Select(w => w.Index).FirstOrDefault(-1);
        return index < 0 ? int.MaxValue : index;
    }

    private static List<StateSpan> Read(JournalEvent[] events, Instant end)
    {
        List<StateSpan> spans = [];
        for (int i = 0; i < events.Length; i++)
        {
            JournalEvent entry = events[i];
            JournalEvent? next = events.ElementAtOrDefault(i + 1);
            if (entry.Kind == EventKinds.Confirmed)
                continue;
            spans.Add(next switch
            {
                null => new(entry.Value!, entry.At, entry.At, end), // the watch died: nobody knows from here on
                { Kind: EventKinds.Confirmed } => new(entry.Value!, entry.At, next.At, next.At),
                _ => new(entry.Value!, entry.At, Latest(next.NotBefore ?? next.At, entry.At), next.At),
            });
        }

        return spans;
    }

    private static Instant Latest(Instant a, Instant b) => a > b ? a : b;
}

using ChaosHarness.Checking;
using ChaosHarness.Journals;

namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>Makes the panels of a figure from a run's evidence.</summary>
internal sealed class TimelinePanels(ReportModel model, TimeAxis axis)
{
    /// <summary>All panels, from what users met down to what processes did.</summary>
    /// <param name="recovery">Whether the phases of the recovery are shown; another figure may do that already.</param>
    public IReadOnlyList<IPanel> All(IReadOnlyList<LoadSeries> loads, bool recovery) =>
    [
        .. loads.SelectMany(l => (IPanel[])[new LoadPanel(l), new LatencyPanel(l)]),
        new BracketPanel("Outages", [.. Outages()]),
        new BracketPanel("Recovery", recovery ? [.. Phases()] : []),
        .. States(),
        new TickPanel("Announcements", [.. Announcements()]),
        new TickPanel("Processes", [.. Processes()]),
    ];

    private IEnumerable<BracketRow> Outages() =>
        from outage in model.Measured.Outages
        where outage.Count > 0 && outage.LastOkBefore is not null
        let start = outage.LastOkBefore!.Value
        let latest = outage.FirstOkAfter
        where axis.Touches(start, latest ?? Instant.Never)
        select Row(outage, start, latest);

    /// <summary>
    /// The bracket's ends are known; where in it the shortest possible outage lies is not, so it is put in the middle.
    /// </summary>
    private static BracketRow Row(Outage outage, Instant start, Instant? latest)
    {
        TimeSpan slack = latest is { } end ? (end - start - outage.Longest.Min) / 2 : TimeSpan.Zero;
        Instant from = slack > TimeSpan.Zero ? start + slack : start;
        string text = Format.Bracket(outage.Longest);
        return new(outage.Class, "outage", start, from, from + outage.Longest.Min, latest, text);
    }

    /// <summary>
    /// A phase ends no later than it was known, and no earlier than its shortest length after the fault took effect;
    /// counted back from its end, its longest length is where the fault may already have begun.
    /// </summary>
    private IEnumerable<BracketRow> Phases() =>
        from phase in model.Measured.Phases
        where phase is { Seen: not null, At: not null }
        let zero = ZeroOf(phase.Fault)
        let end = phase.At!.Value
        let earliest = phase.Seen!.Max is { } max && end - max < zero ? end - max : zero
        where axis.Touches(earliest, end)
        let text = phase.Node is { } node ? $"{Format.Bracket(phase.Seen!)} on {node}" : Format.Bracket(phase.Seen!)
        select new BracketRow(phase.Name, "phase", earliest, zero, zero + phase.Seen!.Min, end, text);

    private Instant ZeroOf(string fault) =>
        model.Faults.FirstOrDefault(f => f.Name == fault) is { } window ? ReportModel.ZeroOf(window) : model.Zero;

    private IEnumerable<IPanel> States()
    {
        IReadOnlyList<string> order = [.. model.Scenario.Stack.Watches.Select(w => w.Name)];
        return StateLane.From(model.Evidence.Journal, order, axis.To)
            .GroupBy(l => l.Watch)
            .Select(g => new LanePanel(g.Key.Length == 0 ? "Observed" : $"Watch {g.Key}", [.. g]));
    }

    private IEnumerable<TickRow> Announcements() =>
        from entry in model.Evidence.Journal
        where entry.Kind == EventKinds.Announced && axis.Contains(entry.At)
        group entry by entry.Value ?? "" into named
        orderby named.Min(e => e.At)
        select new TickRow(named.Count() == 1 ? named.Key : $"{named.Key} \u00d7{named.Count()}", Ticks(named));

    private IEnumerable<TickRow> Processes() =>
        from entry in model.Evidence.Journal
        where entry.Kind is EventKinds.ProcessExited or EventKinds.ProcessStarted && axis.Contains(entry.At)
        group entry by $"{entry.Node} {entry.Subject}" into service
        where service.Any(e => e.Kind == EventKinds.ProcessExited)
        orderby service.Min(e => e.At)
        select new TickRow(service.Key, Ticks(service));

    private static IReadOnlyList<Tick> Ticks(IEnumerable<JournalEvent> events) =>
        [.. events.OrderBy(e => e.At).Select(e => new Tick(e.At, Describe(e), StyleOf(e.Kind)))];

    private static string StyleOf(string kind) => kind switch
    {
        EventKinds.ProcessExited => "exit",
        EventKinds.ProcessStarted => "start",
        _ => "tick",
    };

    private static string Describe(JournalEvent entry)
    {
        IEnumerable<string> data = entry.Data.Where(d => d.Key != "watch").OrderBy(d => d.Key, StringComparer.Ordinal)
            .Select(d => $"{d.Key}={d.Value}");
        string?[] parts = [entry.Node, entry.Kind, entry.Value, entry.Subject, .. data];
        return string.Join(' ', parts.Where(p => !string.IsNullOrEmpty(p)));
    }
}

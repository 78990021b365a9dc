namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>
/// The whole run in one figure and, when the recovery is a small part of it, the recovery in another.
/// </summary>
internal static class TimelineSection
{
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(1);
    private const double DetailBelow = 0.45;

    public static void Write(HtmlText page, ReportModel model)
    {
        Legend(page);
        TimeAxis? detail = Detail(model);
        TimeAxis whole = new(model.Zero, model.From, model.To);
        if (detail is not null)
            WriteFigure(page, model, detail, "detail", "The recovery", recovery: true);
        const string WholeTitle = "The whole run, from the first operation to the last";
        WriteFigure(page, model, whole, "whole", WholeTitle, recovery: detail is null);
        Notes(page);
    }

    private static void Legend(HtmlText page) => page.Add($"""
        <ul class="legend">
        <li><i class="k-ok"></i>ended Ok</li>
        <li><i class="k-info"></i>outcome unknown (Info)</li>
        <li><i class="k-fail"></i>surely not done (Fail)</li>
        <li><i class="k-fault"></i>fault in place, dashed: healed</li>
        <li><i class="k-unsure"></i>pale: changed at some moment in here</li>
        <li><svg class="k-mark" viewBox="-6 -6 12 12"><path class="exit" d="M-4 -4L4 4M-4 4L4 -4"/></svg>process ended,
        <svg class="k-mark" viewBox="-6 -6 12 12"><path class="start" d="M-4 4L0 -4L4 4Z"/></svg>started</li>
        </ul>

        """);

    private static void WriteFigure(
        HtmlText page, ReportModel model, TimeAxis axis, string id, string title, bool recovery)
    {
        IEnumerable<string> order = model.Scenario.Loads.Select(l => l.Name);
        IReadOnlyList<LoadSeries> loads = LoadBins.Count(model.Evidence.History, axis, order);
        Figure figure = new(axis, new FaultHeader(model.Faults), new TimelinePanels(model, axis).All(loads, recovery));
        string bins = loads.Count == 0 ? "" : $" Loads are counted in steps of {Format.Duration(loads[0].Bin)}.";
        string zero = model.Faults.Count == 0 ? "the first operation" : "the moment the first fault took effect";
        page.Add($"""
            <figure>{figure.Draw(id, title)}<output></output>
            <figcaption><b>{title}.</b> Time counts from {zero}.{bins}</figcaption></figure>
            {HoverData.Script(id, axis, loads)}

            """);
    }

    private static void Notes(HtmlText page) => page.Add($"""
        <p class="small">An operation counts at the moment it was due, by how it ended: the height of a load is what its
        schedule wanted, and an outage lies where users met it. Outages reach from the start of the last Ok operation
        before to the end of the first after.</p>

        """);

    /// <summary>From a second before the first fault until all measured was over, if that is worth a figure.</summary>
    private static TimeAxis? Detail(ReportModel model)
    {
        if (model.Faults.Count == 0)
            return null;
        Instant? last = model.Measured.Phases.Select(p => p.At)
            .Concat(model.Measured.Outages.Select(o => o.FirstOkAfter)).Max();
        if (last is not { } end || end <= model.Zero)
            return null;
        TimeSpan tail = Lead + (end - model.Zero) / 10;
        Instant first = model.Faults.Min(f => f.Injecting) - Lead;
        TimeAxis axis = new(model.Zero, Later(first, model.From), Earlier(end + tail, model.To));
        return axis.Seconds < DetailBelow * (model.To - model.From).TotalSeconds ? axis : null;
    }

    private static Instant Later(Instant a, Instant b) => a > b ? a : b;

    private static Instant Earlier(Instant a, Instant b) => a < b ? a : b;
}

using ChaosHarness.Histories;

namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>The whole run in one figure and, when the recovery is a small part of it, the recovery in another.</summary>
internal static class TimelineSection
{
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(1);
    private const double DetailBelow = 0.45;

    public static void Write(HtmlText page, ReportModel model)
    {
        TimeAxis whole = new(model.Zero, model.From, model.To);
        TimeAxis? detail = Detail(model);
        if (detail is not null)
            WriteFigure(page, model, detail, "detail", "The recovery", "From just before the fault until recovery was complete.");
        WriteFigure(page, model, whole, "whole", "The whole run", "From the first operation to the last.");
        Legend(page, model);
    }

    private static void WriteFigure(
        HtmlText page, ReportModel model, TimeAxis axis, string id, string title, string caption)
    {
        History history = model.Evidence.History;
        IReadOnlyList<LoadSeries> loads = LoadBins.Count(history, axis, model.Scenario.Loads.Select(l => l.Name));
        Figure figure = new(axis, new FaultHeader(model.Faults), new TimelinePanels(model, axis).All(loads));
        string bin = loads.Count == 0 ? "" : $" Loads are counted in steps of {Format.Duration(loads[0].Bin)}.";
        string zero = model.Faults.Count == 0 ? "the first operation" : "the moment the first fault took effect";
        page.Add($"<figure>{figure.Draw(id, title)}");
        page.Add($"<output for=\"{id}\"></output>");
        page.Add($"<figcaption><b>{title}.</b> {caption} Time counts from {zero}.{bin}</figcaption></figure>");
        page.Add(HoverData.Script(id, axis, loads));
    }

    private static void Legend(HtmlText page, ReportModel model)
    {
        page.Add($"""
            <ul class="legend">
            <li><i class="k-ok"></i>ended Ok</li><li><i class="k-info"></i>nobody knows (Info)</li><li><i class="k-fail"></i>surely not done (Fail)</li>
            <li><i class="k-band"></i>latency of Ok, median to 99th percentile</li><li><i class="k-fault"></i>fault in place</li>
            <li><i class="k-unsure"></i>pale: between the last look before and the first look after a change</li>
            </ul>
            <p class="small">An operation counts at the moment it was due, by how it ended, so the height of a load is what its schedule
            wanted and an outage lies where users met it.{(model.Measured.Outages.Count > 0 ? " Outages run from the start of the last Ok operation before to the end of the first after." : "")}</p>
            """);
    }

    /// <summary>From a second before the first fault until everything measured was over, if that is worth a figure.</summary>
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

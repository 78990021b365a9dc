using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>What should happen, what can happen with this configuration, and what did happen, side by side.</summary>
internal static class RecoverySection
{
    private const int Columns = 7;

    public static void Write(HtmlText page, ReportModel model)
    {
        Measurements measured = model.Measured;
        // In the order in which they were injected; what was measured without a fault stands behind.
        string[] faults =
        [
            .. measured.Phases.Select(p => p.Fault).Concat(measured.Outages.Select(o => o.Fault)).Distinct()
                .OrderBy(f => model.Faults.TakeWhile(w => w.Name != f).Count()),
        ];
        if (faults.Length == 0)
            page.Add($"<p>No checker measured a recovery or an outage.</p>\n");
        foreach (string fault in faults)
        {
            RecoveryPhase[] phases = [.. measured.Phases.Where(p => p.Fault == fault)];
            WriteFault(page, model, fault, phases, [.. measured.Outages.Where(o => o.Fault == fault)]);
        }

        if (model.Scenario.Row is { } row)
            Documented(page, row);
        BoundWords.Write(page, model);
    }

    private static void Documented(HtmlText page, TableRow row)
    {
        Markup source = Markup.Of($"<span class=\"small\">({row.Source})</span>");
        page.Add($"<p><b>As documented:</b> {row.Fault} {row.Recovery} {source}</p>\n");
    }

    private static void WriteFault(
        HtmlText page, ReportModel model, string fault, RecoveryPhase[] phases, Outage[] outages)
    {
        BulletScale scale = BulletScale.For(
        [
            .. phases.Select(p => p.Derived), .. phases.Select(p => p.Seen),
            .. outages.Select(o => o.Derived), .. outages.Select(o => o.Longest),
        ]);
        page.Add($"<h3>After {fault}</h3>\n");
        if (model.Scenario.Steps.OfType<FaultStep>().FirstOrDefault(s => s.Name == fault)?.Row is { } row)
            Documented(page, row);
        Tables.Begin(
            page, "bounds", "What", "Documented", "Derived from live configuration", "Measured",
            $"0 to {scale.Limit}", "Verdict", "Evidence");
        if (phases.Length > 0)
            Tables.Group(page, "Recovery, from the moment the fault took effect", Columns);
        foreach (RecoveryPhase phase in phases)
            PhaseRow(page, model, scale, phase);
        if (outages.Length > 0)
            Tables.Group(page, "Outage, from the last Ok operation before to the first after", Columns);
        foreach (Outage outage in outages)
            OutageRow(page, model, scale, outage);
        StepLoss[] losses = [.. model.Measured.StepLosses.Where(l => l.Fault == fault)];
        if (losses.Length > 0)
            Tables.Group(page, "Acknowledged writes lost because of it", Columns);
        foreach (StepLoss loss in losses)
            LossRow(page, loss);
        Tables.End(page);
        page.Add($"""
            <p class="small key-line"><i class="k-derived"></i>derived
            <i class="k-measured"></i>measured, in the colour of the verdict</p>

            """);
    }

    private static void PhaseRow(HtmlText page, ReportModel model, BulletScale scale, RecoveryPhase phase)
    {
        string seen = phase.Seen is { } bracket ? Format.Bracket(bracket) : "not seen";
        string on = phase.Node is { } node ? $"on {node}" : "";
        Tables.Row(
            page, Tables.Noted(phase.Name, phase.Text), Written(phase.Documented), Derived(phase.Derived),
            Tables.Noted(seen, on), scale.Draw(phase.Derived, phase.Seen, phase.Verdict), Shell.Chip(phase.Verdict),
            model.Places.Links(phase.Evidence));
    }

    private static void OutageRow(HtmlText page, ReportModel model, BulletScale scale, Outage outage)
    {
        string ended = $"{Format.Count(outage.Failed)} Fail, {Format.Count(outage.Unknown)} Info in the window";
        TimeBracket? longest = outage.Count == 0 ? null : outage.Longest;
        Tables.Row(
            page, Tables.Noted(outage.Class, ended), Written(outage.Documented), Derived(outage.Derived),
            Measured(outage), scale.Draw(outage.Derived, longest, outage.Verdict), Shell.Chip(outage.Verdict),
            model.Places.Links(outage.Evidence));
    }

    private static void LossRow(HtmlText page, StepLoss loss)
    {
        string lost = loss.Least == loss.Most ? Format.Count(loss.Most) : $"{Format.Count(loss.Least)} to {Format.Count(loss.Most)}";
        string note = loss.Least == loss.Most ? "" : "which step lost them cannot be told";
        Tables.Row(page, "all loads", Written(loss.Documented), Nothing, Tables.Noted(lost, note), "", Shell.Chip(loss.Verdict), "");
    }

    private static Markup Measured(Outage outage)
    {
        string unseen = $"under {Format.Duration(outage.Resolution)} may have gone unseen";
        return outage.Count switch
        {
            0 => Tables.Noted("none", unseen),
            1 => Tables.Noted(Format.Bracket(outage.Longest), $"one outage; {unseen}"),
            _ => Tables.Noted(
                Format.Bracket(outage.Longest),
                $"longest of {Format.Count(outage.Count)}, {Format.Bracket(outage.Total)} in all; {unseen}"),
        };
    }

    private static Markup Written(string? text) => text is null ? Nothing : Markup.Of($"<code>{text}</code>");

    private static Markup Derived(TimeBracket? bracket) =>
        bracket is null ? Nothing : Markup.Of($"{Format.Limit(bracket)}");

    private static Markup Nothing => Markup.Of($"<span class=\"none\">none</span>");
}

using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>What should happen, what can happen with this configuration, and what did happen, side by side.</summary>
internal static class RecoverySection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        Measurements measured = model.Measured;
        string[] faults = [.. measured.Phases.Select(p => p.Fault).Concat(measured.Outages.Select(o => o.Fault)).Distinct()];
        if (faults.Length == 0)
        {
            page.Add($"<p>No checker measured a recovery or an outage.</p>\n");
            return;
        }

        foreach (string fault in faults)
        {
            WriteFault(
                page, model, fault,
                [.. measured.Phases.Where(p => p.Fault == fault)], [.. measured.Outages.Where(o => o.Fault == fault)]);
        }

        if (model.Scenario.Row is { } row)
            page.Add($"<p><b>As documented:</b> {row.Fault} {row.Recovery} <span class=\"small\">({row.Source})</span></p>\n");
        Variables(page, model);
    }

    private static void WriteFault(
        HtmlText page, ReportModel model, string fault, RecoveryPhase[] phases, Outage[] outages)
    {
        BulletScale scale = BulletScale.For(
            [.. phases.Select(p => p.Derived), .. phases.Select(p => p.Seen), .. outages.Select(o => o.Derived), .. outages.Select(o => o.Longest)]);
        page.Add($"""
            <h3>After {fault}</h3>
            <div class="wide"><table class="bounds"><thead><tr><th>What</th><th>Documented</th><th>Derived from live configuration</th>
            <th>Measured</th><th class="scale">{scale.Header()}</th><th>Verdict</th><th>Evidence</th></tr></thead><tbody>

            """);
        if (phases.Length > 0)
            page.Add($"<tr class=\"group\"><th colspan=\"7\">Recovery, from the moment the fault took effect</th></tr>\n");
        foreach (RecoveryPhase phase in phases)
            PhaseRow(page, model, scale, phase);
        if (outages.Length > 0)
            page.Add($"<tr class=\"group\"><th colspan=\"7\">Outage, from the last Ok operation before to the first after</th></tr>\n");
        foreach (Outage outage in outages)
            OutageRow(page, model, scale, outage);
        page.Add($"</tbody></table></div>\n");
    }

    private static void PhaseRow(HtmlText page, ReportModel model, BulletScale scale, RecoveryPhase phase)
    {
        string seen = phase.Seen is { } bracket ? Format.Bracket(bracket) : "not seen";
        page.Add($"""
            <tr><th>{phase.Name}<span class="small">{phase.Text}</span></th><td>{Written(phase.Documented)}</td><td>{Derived(phase.Derived)}</td>
            <td>{seen}{(phase.Node is { } node ? Markup.Of($"<span class=\"small\">on {node}</span>") : Markup.Empty)}</td>
            <td class="scale">{scale.Draw(phase.Derived, phase.Seen, phase.Verdict)}</td><td>{Shell.Chip(phase.Verdict)}</td><td>{model.Places.Links(phase.Evidence)}</td></tr>

            """);
    }

    private static void OutageRow(HtmlText page, ReportModel model, BulletScale scale, Outage outage)
    {
        page.Add($"""
            <tr><th>{outage.Class}<span class="small">{Format.Count(outage.Failed)} Fail, {Format.Count(outage.Unknown)} Info in the window</span></th>
            <td>{Written(outage.Documented)}</td><td>{Derived(outage.Derived)}</td><td>{Measured(outage)}</td>
            <td class="scale">{scale.Draw(outage.Derived, outage.Count == 0 ? null : outage.Longest, outage.Verdict)}</td><td>{Shell.Chip(outage.Verdict)}</td><td>{model.Places.Links(outage.Evidence)}</td></tr>

            """);
    }

    private static Markup Measured(Outage outage)
    {
        string unseen = $"under {Format.Duration(outage.Resolution)} may have gone unseen";
        if (outage.Count == 0)
            return Markup.Of($"none<span class=\"small\">{unseen}</span>");
        return outage.Count == 1
            ? Markup.Of($"{Format.Bracket(outage.Longest)}<span class=\"small\">one outage; {unseen}</span>")
            : Markup.Of($"{Format.Bracket(outage.Longest)}<span class=\"small\">longest of {outage.Count}, {Format.Bracket(outage.Total)} in all; {unseen}</span>");
    }

    private static Markup Written(string? text) =>
        text is null ? Markup.Of($"<span class=\"small\">nothing</span>") : Markup.Of($"<code>{text}</code>");

    private static Markup Derived(TimeBracket? bracket) => bracket switch
    {
        null => Markup.Of($"<span class=\"small\">nothing</span>"),
        { Max: null } => Markup.Of($"at least {Format.Duration(bracket.Min)}"),
        _ => Markup.Of($"{Format.Bracket(bracket)}"),
    };

    /// <summary>The names that the documented bounds use, with what they meant in this run.</summary>
    private static void Variables(HtmlText page, ReportModel model)
    {
        Table table = model.Scenario.Stack.Table;
        string[] used = [.. Formulas(model.Scenario).SelectMany(f => f.Variables).Distinct().Order(StringComparer.Ordinal)];
        if (used.Length == 0)
            return;
        page.Add($"<p class=\"small\">In the bounds: ");
        page.Add(Markup.Join("; ", used.Select(name => Meaning(model, table, name))));
        page.Add($".</p>\n");
    }

    private static Markup Meaning(ReportModel model, Table table, string name)
    {
        Formula? formula = table.Variables.GetValueOrDefault(name);
        IEnumerable<string> values = (formula?.Variables ?? [name]).Select(v => Live(model, v)).OfType<string>();
        string live = string.Join(", ", values);
        return Markup.Of(
            $"<code>{name}</code>{(formula is null ? "" : $" = {formula.Text}")}{(live.Length == 0 ? "" : $" ({live})")}");
    }

    private static string? Live(ReportModel model, string setting)
    {
        string[] values =
        [
            .. model.Evidence.Journal.Where(e => e.Kind == EventKinds.Configuration && e.Subject == setting)
                .Select(e => e.Value ?? "").Distinct(),
        ];
        return values.Length == 0 ? null : $"live {setting} = {string.Join(" or ", values)}";
    }

    private static IEnumerable<Formula> Formulas(Scenario scenario)
    {
        IEnumerable<Bound?> bounds =
        [
            .. scenario.Row?.Actions.Select(a => a.Within) ?? [], .. scenario.Row?.Outage.Values ?? [],
            .. scenario.Expect.Outage.Values,
        ];
        return bounds.OfType<Bound>().SelectMany(b => new[] { b.Min, b.Max }).OfType<Formula>();
    }
}

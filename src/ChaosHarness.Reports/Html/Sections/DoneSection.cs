using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>The scenario in words: where, when, which load, which steps, what was expected.</summary>
internal static class DoneSection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        RunHeader run = model.Header;
        string parameters = string.Join(", ", run.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} = {p.Value}"));
        page.Add($"""
            <dl class="pairs">
            <dt>Stack</dt><dd><b>{run.Stack}</b>: {model.Scenario.Stack.Title}{(parameters.Length == 0 ? "" : $" ({parameters})")}</dd>
            <dt>When</dt><dd>{Format.Wall(run.StartedUtc)}, {Length(model)}</dd>
            <dt>Seed</dt><dd>{run.Seed}</dd>
            <dt>Run</dt><dd><code>{run.Id}</code></dd>

            """);
        if (run.Scenario is not null)
            page.Add($"<dt>File</dt><dd><code>{run.Scenario}</code></dd>\n");
        if (model.Scenario.Row is { } row)
            page.Add($"<dt>Documented row</dt><dd><b>{row.Name}</b>: {row.Fault} <span class=\"small\">({row.Source})</span></dd>\n");
        page.Add($"</dl>\n");
        Steps(page, model);
        Loads(page, model);
        Expectations(page, model.Scenario.Expect);
    }

    private static string Length(ReportModel model)
    {
        if (model.Evidence.Journal.Count == 0)
            return "length not known: the journal is empty";
        TimeSpan length = model.Evidence.Journal.Max(e => e.At) - model.Header.MonotonicAtStart;
        return $"{Format.Duration(length)} in all, {Format.Duration(model.To - model.From)} under load";
    }

    private static void Steps(HtmlText page, ReportModel model)
    {
        page.Add($"<h3>Steps</h3>\n<ol class=\"steps\">\n");
        foreach ((int index, Step step) in model.Scenario.Steps.Index())
        {
            FaultWindow? window = model.Faults.FirstOrDefault(f => f.Step == index);
            page.Add($"<li>{Wait(step)}{What(step)}.{Realised(model, window)}</li>\n");
        }

        page.Add($"</ol>\n");
    }

    private static string Wait(Step step) => step.After > TimeSpan.Zero ? $"{Short(step.After)} later: " : "";

    private static Markup What(Step step) => step switch
    {
        FaultStep fault => Fault(fault),
        HealStep { Name: { } name } => Markup.Of($"heal <b>{name}</b>"),
        HealStep => Markup.Of($"heal everything"),
        RecoverStep recover => Markup.Of($"heal everything, then wait for steady state, at most {Short(recover.Limit)}"),
        WaitStep wait => Markup.Of(
            $"wait until {wait.Until.Watch} reports <b>{wait.Until.Value}</b> for {Subjects(wait.Until)}, at most {Short(wait.Limit)}"),
        _ => Markup.Of($"{step.ToString()}"),
    };

    private static Markup Fault(FaultStep fault)
    {
        string parameters = string.Join(", ", fault.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} {p.Value.Text}"));
        string name = fault.Name == fault.Fault ? "" : $" as \u201c{fault.Name}\u201d";
        return Markup.Of(
            $"<b>{fault.Fault}</b>{(fault.On is { } on ? $" on {on.Text}" : "")}{(parameters.Length == 0 ? "" : $" ({parameters})")}{name}{(fault.For is { } span ? $", for {Short(span)}" : "")}");
    }

    private static Markup Realised(ReportModel model, FaultWindow? window)
    {
        if (window is null)
            return Markup.Empty;
        string targets = window.Targets.Count == 0 ? "" : $"hit {string.Join(", ", window.Targets)}, ";
        string effect = window.Effective is { } effective ? $"effect proven at {model.Offset(effective)}" : "effect not proven";
        string healed = window.Healed is { } gone ? $"gone at {model.Offset(gone)}" : "never shown to be gone";
        return Markup.Of($" <span class=\"small\">As it went: {targets}{effect}, {healed}.</span>");
    }

    private static string Subjects(SteadyCondition condition) => condition.AtMost switch
    {
        { } most when most == condition.AtLeast => $"exactly {Format.Count(most)}",
        { } most => $"{Format.Count(condition.AtLeast)} to {Format.Count(most)}",
        null => $"at least {Format.Count(condition.AtLeast)}",
    };

    private static void Loads(HtmlText page, ReportModel model)
    {
        if (model.Scenario.Loads.Count == 0)
            return;
        page.Add($"<h3>Load</h3>\n<div class=\"wide\"><table><thead><tr><th>Load</th><th>Workload</th><th>Through</th><th>From</th><th class=\"n\">Rate</th><th class=\"n\">Reads</th><th class=\"n\">Keys</th><th class=\"n\">Timeout</th><th class=\"n\">Floor</th></tr></thead><tbody>\n");
        foreach (LoadSpec load in model.Scenario.Loads)
            page.Add($"<tr><th>{load.Name}</th><td>{load.Workload}</td><td>{load.Through.Name} ({load.Through.Kind}{(load.NewConnections ? ", a connection each" : "")})</td><td>{load.From}</td><td class=\"n\">{load.Rate}/s</td><td class=\"n\">{load.Reads * 100} %</td><td class=\"n\">{load.Keys}</td><td class=\"n\">{Short(load.Timeout)}</td><td class=\"n\">{load.Floor * 100} %</td></tr>\n");
        page.Add($"</tbody></table></div>\n<p class=\"small\">Open loop: operations start on schedule, whatever the system does.</p>\n");
    }

    private static void Expectations(HtmlText page, Expectations expect)
    {
        List<string> lines = [.. expect.Outage.Select(o => $"outage of {o.Key}: {(o.Value is { } bound ? bound.Text : "report")}")];
        if (expect.LostWrites is { } lost)
            lines.Add($"lost writes: {lost.Bound?.Text ?? "report"}");
        if (expect.SplitBrain is { } split)
            lines.Add($"split-brain: {split.Bound?.Text ?? "report"}");
        if (expect.Failover is { } failover)
            lines.Add(failover ? "a new primary has to appear" : "no new primary may appear");
        if (lines.Count > 0)
            page.Add($"<p><b>Expected by the scenario:</b> {string.Join("; ", lines)}.</p>\n");
    }

    private static string Short(TimeSpan time) =>
        time.TotalSeconds >= 1 ? FormattableString.Invariant($"{time.TotalSeconds:0.###} s") : Format.Duration(time);
}

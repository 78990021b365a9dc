using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>The scenario in words: where, when, which load, which steps, what was expected.</summary>
internal static class DoneSection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        page.Add($"<dl class=\"pairs\">\n");
        foreach ((string name, Markup value) in Facts(model))
            page.Add($"<dt>{name}</dt><dd>{value}</dd>\n");
        page.Add($"</dl>\n");
        Steps(page, model);
        Loads(page, model);
        Expectations(page, model.Scenario.Expect);
    }

    private static IEnumerable<(string Name, Markup Value)> Facts(ReportModel model)
    {
        RunHeader run = model.Header;
        string parameters = string.Join(
            ", ", run.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} = {p.Value}"));
        string brackets = parameters.Length == 0 ? "" : $" ({parameters})";
        yield return ("Stack", Markup.Of($"<b>{run.Stack}</b>: {model.Scenario.Stack.Title}{brackets}"));
        yield return ("When", Markup.Of($"{Format.Wall(run.StartedUtc)}, {Length(model)}"));
        yield return ("Seed", Markup.Of($"{run.Seed}"));
        yield return ("Run", Markup.Of($"<code>{run.Id}</code>"));
        if (run.Scenario is not null)
            yield return ("File", Markup.Of($"<code>{run.Scenario}</code>"));
        if (model.Scenario.Row is { } row)
        {
            Markup source = Markup.Of($"<span class=\"small\">({row.Source})</span>");
            yield return ("Documented", Markup.Of($"<b>{row.Name}</b>: {row.Fault} {source}"));
        }
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
            page.Add($"<li>{StepWords.Of(step)}{Realised(model, window)}</li>\n");
        }

        page.Add($"</ol>\n");
    }

    private static Markup Realised(ReportModel model, FaultWindow? window)
    {
        if (window is null)
            return Markup.Empty;
        string targets = window.Targets.Count == 0 ? "" : $"hit {string.Join(", ", window.Targets)}, ";
        string effect = window.Effective is { } at ? $"effect proven at {model.Offset(at)}" : "effect not proven";
        string healed = window.Healed is { } gone ? $"gone at {model.Offset(gone)}" : "never shown to be gone";
        return Markup.Of($" <span class=\"small\">As it went: {targets}{effect}, {healed}.</span>");
    }

    private static void Loads(HtmlText page, ReportModel model)
    {
        if (model.Scenario.Loads.Count == 0)
            return;
        page.Add($"<h3>Load</h3>\n");
        Tables.Begin(page, "", "Load", "Workload", "Through", "From", "#Rate", "#Reads", "#Keys", "#Timeout", "#Floor");
        foreach (LoadSpec load in model.Scenario.Loads)
        {
            Tables.Row(
                page, load.Name, load.Workload, Through(load), load.From, Cell.Number($"{Format.Plain(load.Rate)}/s"),
                Cell.Number(Format.Percent(load.Reads)), Cell.Number(Format.Count(load.Keys)),
                Cell.Number(Format.Limit(load.Timeout)), Cell.Number(Format.Percent(load.Floor)));
        }

        Tables.End(page);
        page.Add($"<p class=\"small\">Open loop: operations start on schedule, whatever the system does.</p>\n");
    }

    private static string Through(LoadSpec load) =>
        $"{load.Through.Name} ({load.Through.Kind}{(load.NewConnections ? ", a connection each" : "")})";

    private static void Expectations(HtmlText page, Expectations expect)
    {
        List<string> lines = [.. expect.Outage.Select(o => $"outage of {o.Key}: {o.Value?.Text ?? "report"}")];
        if (expect.LostWrites is { } lost)
            lines.Add($"lost writes: {lost.Bound?.Text ?? "report"}");
        lines.AddRange(expect.SplitBrain.Select(r =>
            $"split-brain{(r.Key == RoleSpec.Primary ? "" : $" of {r.Key}")}: {r.Value.Bound?.Text ?? "report"}"));
        if (expect.Consistency is { } consistency)
            lines.Add($"consistency: {(consistency == ConsistencyExpectation.Violated ? "violated" : "linearizable")}");
        if (expect.Failover is { } failover)
            lines.Add(failover ? "a new primary has to appear" : "no new primary may appear");
        if (lines.Count > 0)
            page.Add($"<p><b>Expected by the scenario:</b> {string.Join("; ", lines)}.</p>\n");
    }
}

using ChaosHarness.Journals;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>Versions of everything, the host, and the live configuration.</summary>
internal static class ConfigurationSection
{
    private const int ShownOpen = 24;

    public static void Write(HtmlText page, ReportModel model)
    {
        page.Add($"<div class=\"columns\">\n");
        Pairs(page, "Harness and lab", model.Header.Versions);
        Events(page, model, "System under test", EventKinds.Version);
        Pairs(page, "Host", model.Header.Host);
        Pairs(page, "Parameters of the stack", model.Header.Parameters);
        page.Add($"</div>\n");
        Events(page, model, "Volumes that were prepared", EventKinds.Prepared);
        Events(page, model, "Live configuration", EventKinds.Configuration);
        if (model.Header.ConfigurationFingerprint is { } fingerprint)
            page.Add($"<p class=\"small\">Fingerprint of the live configuration: <code>{fingerprint}</code></p>\n");
    }

    /// <summary>
    /// Names and values. Where they are many, those with a path for a name (such as the packages of the lab image,
    /// <c>image/bash</c>) are folded away.
    /// </summary>
    private static void Pairs(HtmlText page, string title, IReadOnlyDictionary<string, string> pairs)
    {
        if (pairs.Count == 0)
            return;
        bool many = pairs.Count > ShownOpen;
        var folded = pairs.Where(p => many && p.Key.Contains('/', StringComparison.Ordinal)).ToArray();
        page.Add($"<div><h3>{title}</h3>");
        Rows(page, pairs.Except(folded));
        if (folded.Length > 0)
        {
            page.Add($"<details><summary>{folded.Length} more</summary>");
            Rows(page, folded);
            page.Add($"</details>");
        }

        page.Add($"</div>\n");
    }

    private static void Rows(HtmlText page, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        page.Add($"<table><tbody>\n");
        foreach ((string name, string value) in pairs.OrderBy(p => p.Key, StringComparer.Ordinal))
            Tables.Row(page, name, value);
        page.Add($"</tbody></table>");
    }

    /// <summary>What the journal holds of one kind; nodes that agree share a row.</summary>
    private static void Events(HtmlText page, ReportModel model, string title, string kind)
    {
        var rows = model.Evidence.Journal
            .Where(e => e.Kind == kind)
            .GroupBy(e => (Subject: e.Subject ?? "", Value: e.Value ?? ""))
            .Select(g => (g.Key.Subject, g.Key.Value, Nodes: Nodes(g)))
            .OrderBy(r => r.Subject, StringComparer.Ordinal).ThenBy(r => r.Nodes, StringComparer.Ordinal)
            .ToArray();
        if (rows.Length == 0)
            return;
        bool folded = rows.Length > ShownOpen;
        page.Add($"<div><h3>{title}</h3>");
        if (folded)
            page.Add($"<details><summary>{rows.Length} values</summary>");
        page.Add($"<table><tbody>\n");
        foreach ((string subject, string value, string nodes) in rows)
            Tables.Row(page, subject, Markup.Of($"<code>{value}</code>"), new Cell(Markup.Of($"{nodes}"), "small"));
        page.Add($"</tbody></table>{new Markup(folded ? "</details>" : "")}</div>\n");
    }

    private static string Nodes(IEnumerable<JournalEvent> events) =>
        string.Join(", ", events.Select(e => e.Node).OfType<string>().Distinct().Order(StringComparer.Ordinal));
}

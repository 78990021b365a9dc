using System.Globalization;
using ChaosHarness.Checking;
using ChaosHarness.Reports.Files;
using ChaosHarness.Reports.Html;
using ChaosHarness.Reports.Verdicts;

namespace ChaosHarness.Reports;

/// <summary>
/// The page over all runs, <c>reports/index.html</c>: the newest first, each in the colour of its verdict.
/// </summary>
public static class IndexPage
{
    /// <summary>
    /// Writes the page over every run folder directly below <paramref name="reports"/>. A run that cannot be read gets
    /// a row that says so: it is never left out, and never green.
    /// </summary>
    /// <returns>The page's path.</returns>
    public static string Write(string reports)
    {
        Row[] rows =
        [
            .. Directory.EnumerateDirectories(reports)
                .Where(folder => File.Exists(new RunPaths(folder).Run) || File.Exists(new RunPaths(folder).Journal))
                .Select(Read)
                .OrderByDescending(r => r.Started).ThenByDescending(r => r.Id, StringComparer.Ordinal),
        ];
        string path = Path.Combine(reports, RunPaths.IndexName);
        AtomicFile.Write(path, Text(rows, Series(reports)));
        return path;
    }

    private sealed record Row(
        string Id, string Link, DateTimeOffset? Started, string Title, string Stack, string Seed, Verdict Verdict,
        string Word, string Summary, Measurements Measured);

    private static Row Read(string folder)
    {
        RunPaths paths = new(folder);
        string link = Uri.EscapeDataString(paths.Id) + '/' + (File.Exists(paths.Report) ? RunPaths.ReportName : "");
        Row unread = new(
            paths.Id, link, StartedByName(paths.Id), paths.Id, "", "", Verdict.Unknown, "Unreadable", "", new());
        try
        {
            StoredRun run = StoredRun.Open(folder);
            Row begun = unread with
            {
                Started = run.Header.StartedUtc, Title = run.Header.Title, Stack = run.Header.Stack,
                Seed = Format.Plain(run.Header.Seed), Word = "Not finished",
                Summary = "The run goes on, or it was killed before its verdict.",
            };
            return run.Verdict() is { } verdict ? Judged(begun, verdict) : begun;
        }
        catch (Exception e) when (e is RunDataException or IOException or UnauthorizedAccessException)
        {
            return unread with { Summary = e.Message };
        }
    }

    private static Row Judged(Row row, VerdictDocument verdict) => row with
    {
        Verdict = Summarised.Shown(verdict.Assessment),
        Word = Summarised.Word(verdict.Assessment),
        Summary = verdict.Summary,
        Measured = Summarised.Measurements(verdict.Assessment),
    };

    /// <summary>The reports of repeated runs, the newest first.</summary>
    private static IReadOnlyList<string> Series(string reports) =>
    [
        .. Directory.EnumerateFiles(reports, $"{RunPaths.SeriesPrefix}*.html").Select(p => Path.GetFileName(p))
            .OrderDescending(StringComparer.Ordinal),
    ];

    private static string Text(Row[] rows, IReadOnlyList<string> series)
    {
        HtmlText page = new();
        Shell.Begin(page, "ChaosHarness runs");
        page.Add($"<h1>Runs</h1>\n<p>{Totals(rows)}</p>\n");
        if (series.Count > 0)
        {
            Markup links = Markup.Join(", ", series.Select(s => Markup.Of($"<a href=\"{s}\">{Path.GetFileNameWithoutExtension(s)}</a>")));
            page.Add($"<p>Repeated runs: {links}</p>\n");
        }

        Tables.Begin(
            page, "runs", "Verdict", "Scenario", "Started", "Stack", "#Seed", "#Longest outage", "#Writes lost", "Why");
        foreach (Row row in rows)
        {
            Tables.Row(
                page, Shell.Chip(row.Word, row.Verdict), Link(row), Started(row), row.Stack, Cell.Number(row.Seed),
                Cell.Number(Outage(row.Measured)), Cell.Number(Lost(row.Measured)), row.Summary);
        }

        Tables.End(page);
        Shell.End(page, script: false);
        return page.ToString();
    }

    private static string Totals(Row[] rows)
    {
        int Count(Verdict verdict) => rows.Count(r => r.Verdict == verdict);
        return rows.Length == 0
            ? "There are no runs here yet."
            : $"{Format.Count(rows.Length)} runs: {Format.Count(Count(Verdict.Pass))} passed, "
                + $"{Format.Count(Count(Verdict.Fail))} failed, "
                + $"{Format.Count(Count(Verdict.Unknown))} without an answer.";
    }

    /// <summary>When a run began whose run.json cannot be read: its name begins with it.</summary>
    private static DateTimeOffset? StartedByName(string id) => DateTimeOffset.TryParseExact(
        id.Split('-')[0], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
        out DateTimeOffset start)
        ? start
        : null;

    private static Markup Link(Row row) => Tables.Noted(
        Markup.Of($"<a href=\"{row.Link}\">{row.Title}</a>"), row.Title == row.Id ? "" : row.Id);

    private static string Started(Row row) => row.Started is { } started ? Format.Wall(started) : "";

    private static string Outage(Measurements measured) => Summarised.LongestOutage(measured) switch
    {
        null => "",
        { Count: 0 } => "none seen",
        { } outage => Format.Bracket(outage.Longest),
    };

    private static string Lost(Measurements measured) =>
        measured.Accounts.Count == 0 ? "" : Format.Count(measured.Accounts.Sum(a => (long)a.Lost));
}

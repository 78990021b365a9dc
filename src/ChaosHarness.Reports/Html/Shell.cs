using System.Reflection;
using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Html;

/// <summary>
/// What every page has around its content. Style and script stand in the page: it works from a mail, offline.
/// </summary>
internal static class Shell
{
    public static void Begin(HtmlText page, string title)
    {
        page.Add($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy"
            content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
            <title>{title}</title>
            <style>
            {Resource("report.css")}</style>
            </head>
            <body>
            <main>

            """);
    }

    public static void End(HtmlText page, bool script)
    {
        page.Add($"</main>\n");
        if (script)
            page.Add($"<script>\n{Resource("report.js")}</script>\n");
        page.Add($"</body>\n</html>\n");
    }

    /// <summary>A verdict as a word in its colour.</summary>
    public static Markup Chip(Verdict verdict) => Chip(Format.Word(verdict), verdict);

    /// <summary>Other words in the colour of a verdict.</summary>
    public static Markup Chip(string words, Verdict verdict) =>
        Markup.Of($"<span class=\"chip {Style(verdict)}\">{words}</span>");

    /// <summary>The style of a verdict.</summary>
    public static string Style(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Fail => "fail",
        _ => "unknown",
    };

    private static Markup Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"resource {name} is missing");
        using StreamReader reader = new(stream);
        return new Markup(reader.ReadToEnd());
    }
}

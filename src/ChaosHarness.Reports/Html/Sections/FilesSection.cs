using ChaosHarness.Reports.Files;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>What stands in the run's folder, with the hashes that the manifest holds too.</summary>
internal static class FilesSection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        page.Add($"""
            <p>Beside this report, in <code>{model.Header.Id}/</code>. To check that nothing was changed since the run:
            <code>sha256sum --check {RunPaths.ManifestName}</code></p>

            """);
        Tables.Begin(page, "files", "File", "#Size", "SHA-256");
        foreach (HashedFile file in model.Files)
        {
            Tables.Row(
                page, Markup.Of($"<a href=\"{Link(file.Path)}\">{file.Path}</a>"),
                Cell.Number(Format.Bytes(file.Bytes)), Markup.Of($"<code>{file.Sha256}</code>"));
        }

        Tables.End(page);
        string judge = $"ChaosHarness {model.Assessment.HarnessVersion}";
        page.Add($"<p class=\"small\">Judged {Format.Wall(model.Judged)} by {judge}.</p>\n");
    }

    private static string Link(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}

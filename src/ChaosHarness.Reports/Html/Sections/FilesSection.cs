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
            <div class="wide"><table class="files"><thead><tr><th>File</th><th class="n">Size</th><th>SHA-256</th></tr></thead><tbody>

            """);
        foreach (HashedFile file in model.Files)
            page.Add($"<tr><th><a href=\"{Link(file.Path)}\">{file.Path}</a></th><td class=\"n\">{Format.Bytes(file.Bytes)}</td><td><code>{file.Sha256}</code></td></tr>\n");
        page.Add($"</tbody></table></div>\n<p class=\"small\">Judged {Format.Wall(model.Judged)} by ChaosHarness {model.Assessment.HarnessVersion}.</p>\n");
    }

    private static string Link(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}

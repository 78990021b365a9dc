using System.Security.Cryptography;
using System.Text;
using ChaosHarness.Journals;

namespace ChaosHarness.Reports.Files;

/// <summary>
/// The SHA-256 of a run's live configuration: of the lines <c>node TAB subject TAB value LF</c> (UTF-8) of all
/// configuration events, sorted by their UTF-16 code units, duplicates once. Two runs with the same fingerprint tested
/// the same settings.
/// </summary>
internal static class Fingerprint
{
    /// <summary>Hexadecimal, lower case; null when no configuration was read.</summary>
    public static string? Of(IEnumerable<JournalEvent> journal)
    {
        string[] lines =
        [
            .. journal.Where(e => e.Kind == EventKinds.Configuration)
                .Select(e => $"{e.Node}\t{e.Subject}\t{e.Value}\n")
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        return lines.Length == 0
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}

using System.Text.Json;
using ChaosHarness.Journals;
using ChaosHarness.Reports.Files;

namespace ChaosHarness.Reports;

/// <summary>
/// Reads a stored journal. The event of line N (from 1, as <c>journal:N</c> means it) is element N - 1.
/// </summary>
public static class JournalReader
{
    /// <summary>
    /// Reads all events. A last line without a line feed was cut off by a kill while it was written: its event was
    /// never reported as written, so it is left out.
    /// </summary>
    /// <exception cref="RunDataException">The file is missing, or a line is not an event.</exception>
    public static IReadOnlyList<JournalEvent> Read(string path)
    {
        List<JournalEvent> events = [];
        Lines.Each(path, line =>
        {
            try
            {
                events.Add(JournalLine.Read(line));
            }
            catch (JsonException e)
            {
                throw new RunDataException(
                    $"{path}:{events.Count + 1}: not a journal event ({e.Message}). The file was changed after the "
                    + "run; check it against the run's manifest.", e);
            }
        });
        return events;
    }
}

using System.Buffers;
using System.Text.Json;
using ChaosHarness.Histories;

namespace ChaosHarness.Reports.Files;

/// <summary>What the nodes held, one JSON line per node and key; line N is what <c>final-reads:N</c> means.</summary>
internal static class FinalReadsFile
{
    /// <summary>Adds lines: reads taken before a fault is healed and those at the end stand in one file.</summary>
    public static void Append(string path, IReadOnlyList<FinalRead> reads)
    {
        ArrayBufferWriter<byte> lines = new();
        using (Utf8JsonWriter json = new(lines))
        {
            foreach (FinalRead read in reads)
            {
                JsonSerializer.Serialize(json, read, RunJson.Default.FinalRead);
                json.Flush();
                lines.Write("\n"u8);
                json.Reset(lines);
            }
        }

        using FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Write(lines.WrittenSpan);
    }

    /// <summary>Reads all lines; a run that ended before its final reads has none.</summary>
    public static IReadOnlyList<FinalRead> Read(string path)
    {
        List<FinalRead> reads = [];
        if (!File.Exists(path))
            return reads;
        Lines.Each(path, line =>
        {
            try
            {
                reads.Add(JsonSerializer.Deserialize(line, RunJson.Default.FinalRead)
                    ?? throw new JsonException("null"));
            }
            catch (JsonException e)
            {
                throw new RunDataException(
                    $"{path}:{reads.Count + 1}: not a final read ({e.Message}). The file was changed after the run; "
                    + "check it against the run's manifest.", e);
            }
        });
        return reads;
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>The numbers behind a figure's load curves, for the script that shows them under the pointer.</summary>
internal static class HoverData
{
    /// <summary>A block that a page may hold: the writer's default escapes keep <c>&lt;/script&gt;</c> out.</summary>
    public static Markup Script(string figure, TimeAxis axis, IReadOnlyList<LoadSeries> loads)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("left"u8, TimeAxis.Left);
            json.WriteNumber("right"u8, TimeAxis.Right);
            json.WriteNumber("from"u8, Rounded((axis.From - axis.Zero).TotalSeconds));
            json.WriteNumber("to"u8, Rounded((axis.To - axis.Zero).TotalSeconds));
            json.WriteStartArray("loads"u8);
            foreach (LoadSeries load in loads)
                WriteLoad(json, axis, load);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        Markup data = new(Encoding.UTF8.GetString(buffer.WrittenSpan));
        return Markup.Of($"<script type=\"application/json\" data-figure=\"{figure}\">{data}</script>");
    }

    private static void WriteLoad(Utf8JsonWriter json, TimeAxis axis, LoadSeries load)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, load.Name);
        json.WriteNumber("start"u8, Rounded((load.Start - axis.Zero).TotalSeconds));
        json.WriteNumber("bin"u8, load.Bin.TotalSeconds);
        WriteNumbers(json, "ok", load.Ok.Select(v => (double)v));
        WriteNumbers(json, "info", load.Info.Select(v => (double)v));
        WriteNumbers(json, "fail", load.Fail.Select(v => (double)v));
        WriteNumbers(json, "p99", load.P99);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
            json.WriteNumberValue(value >= 10 ? Math.Round(value) : Math.Round(value, 1));
        json.WriteEndArray();
    }

    private static double Rounded(double seconds) => Math.Round(seconds, 4);
}

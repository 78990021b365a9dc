using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChaosHarness.Checking;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>What <c>chaos check --history --json</c> tells programs.</summary>
internal static class ConsistencyJson
{
    private static readonly JsonWriterOptions _indented = new()
    {
        Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The result.</summary>
    public static string Of(ConsistencyRequest request, ConsistencyResult result, TimeSpan parseTime) => Text(json =>
    {
        json.WriteString("verdict", Word(result.Verdict));
        json.WriteString("model", request.Model);
        json.WriteString("format", request.Format);
        json.WriteNumber("operations", result.Operations);
        json.WriteNumber("keys", result.Keys);
        json.WriteNumber("certified", result.Certified);
        json.WriteNumber("parse_ms", Math.Round(parseTime.TotalMilliseconds, 3));
        json.WriteNumber("check_ms", Math.Round(result.CheckTime.TotalMilliseconds, 3));
        json.WriteNumber("reduce_ms", Math.Round(result.ReduceTime.TotalMilliseconds, 3));
        json.WriteString("claim", result.Claim);
        json.WriteStartObject("engines");
        foreach ((string engine, int keys) in result.Engines)
            json.WriteNumber(engine, keys);
        json.WriteEndObject();
        json.WriteNumber("violation_count", result.ViolationCount);
        json.WriteStartArray("violations");
        foreach (Violation violation in result.Violations)
            Write(json, violation);
        json.WriteEndArray();
        Write(json, "undecided", result.Undecided);
    });

    /// <summary>An Unknown about which there is nothing more to tell.</summary>
    public static string Unknown(ConsistencyRequest request, string why) => Text(json =>
    {
        json.WriteString("verdict", Word(Verdict.Unknown));
        json.WriteString("model", request.Model);
        json.WriteString("format", request.Format);
        json.WriteNumber("violation_count", 0);
        Write(json, "violations", []);
        Write(json, "undecided", [why]);
    });

    /// <summary>What is wrong with the input.</summary>
    public static string Of(string file, IReadOnlyList<HistoryMistake> mistakes) => Text(json =>
    {
        json.WriteString("verdict", "error");
        json.WriteStartArray("errors");
        foreach (HistoryMistake mistake in mistakes)
        {
            json.WriteStartObject();
            if (file.Length > 0)
                json.WriteString("file", file);
            if (mistake.Line > 0)
                json.WriteNumber("line", mistake.Line);
            json.WriteString("text", mistake.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, Violation violation)
    {
        json.WriteStartObject();
        json.WriteString("anomaly", ConsistencyText.Name(violation.Anomaly));
        json.WriteString("key", violation.Key);
        json.WriteString("text", violation.Text);
        if (violation.Confirmed is { } confirmed)
            json.WriteBoolean("confirmed", confirmed);
        else
            json.WriteNull("confirmed");
        json.WriteStartArray("operations");
        for (int k = 0; k < violation.Operations.Count; k++)
        {
            json.WriteStartObject();
            json.WriteNumber("line", violation.Lines[k]);
            json.WriteString("text", violation.Operations[k]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Word(Verdict verdict) =>
        verdict switch { Verdict.Pass => "pass", Verdict.Fail => "fail", _ => "unknown" };

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, _indented))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChaosHarness.Journals;

namespace ChaosHarness.Reports.Files;

/// <summary>
/// One event as one line of JSON. Members without a value are left out; unknown ones are skipped when reading.
/// </summary>
internal static class JournalLine
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file, not a web page: <, > and umlauts stay readable
    };

    /// <summary>Writes the event and a line feed.</summary>
    public static void Write(IBufferWriter<byte> output, JournalEvent entry)
    {
        using (Utf8JsonWriter json = new(output, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("at"u8, entry.At.Nanoseconds);
            json.WriteString("kind"u8, entry.Kind);
            WriteText(json, "node"u8, entry.Node);
            WriteText(json, "subject"u8, entry.Subject);
            WriteText(json, "value"u8, entry.Value);
            if (entry.NotBefore is { } notBefore)
                json.WriteNumber("notBefore"u8, notBefore.Nanoseconds);
            if (entry.Step is { } step)
                json.WriteNumber("step"u8, step);
            WriteData(json, entry.Data);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="JsonException">It is not an event.</exception>
    public static JournalEvent Read(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader json = new(line);
        Fields fields = new();
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw new JsonException("not a JSON object");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            ReadMember(ref json, ref fields);
        if (json.TokenType != JsonTokenType.EndObject || json.Read())
            throw new JsonException("more than one JSON object");
        return fields.ToEvent();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void WriteData(Utf8JsonWriter json, IReadOnlyDictionary<string, string> data)
    {
        if (data.Count == 0)
            return;
        json.WriteStartObject("data"u8);
        foreach ((string name, string value) in data.OrderBy(d => d.Key, StringComparer.Ordinal))
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void ReadMember(ref Utf8JsonReader json, ref Fields fields)
    {
        string name = json.GetString()!;
        json.Read();
        try
        {
            switch (name)
            {
                case "at": fields.At = json.GetInt64(); break;
                case "kind": fields.Kind = json.GetString(); break;
                case "node": fields.Node = json.GetString(); break;
                case "subject": fields.Subject = json.GetString(); break;
                case "value": fields.Value = json.GetString(); break;
                case "notBefore": fields.NotBefore = json.GetInt64(); break;
                case "step": fields.Step = json.GetInt32(); break;
                case "data": fields.Data = ReadData(ref json); break;
                default: json.Skip(); break;
            }
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException($"'{name}' has the wrong type", e);
        }
    }

    private static Dictionary<string, string> ReadData(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            throw new JsonException("'data' is not an object");
        Dictionary<string, string> data = new(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            data[name] = json.GetString() ?? "";
        }

        return data;
    }

    private struct Fields
    {
        public long? At;
        public string? Kind;
        public string? Node;
        public string? Subject;
        public string? Value;
        public long? NotBefore;
        public int? Step;
        public Dictionary<string, string>? Data;

        public readonly JournalEvent ToEvent()
        {
            JournalEvent entry = new()
            {
                At = new(At ?? throw new JsonException("'at' is missing")),
                Kind = Kind ?? throw new JsonException("'kind' is missing"),
                Node = Node,
                Subject = Subject,
                Value = Value,
                NotBefore = NotBefore is { } before ? new Instant(before) : null,
                Step = Step,
            };
            return Data is null ? entry : entry with { Data = Data };
        }
    }
}

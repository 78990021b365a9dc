using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Verdicts;

/// <summary>An instant is the monotonic clock in whole nanoseconds.</summary>
internal sealed class InstantConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Nanoseconds);
}

/// <summary>A duration is a number of seconds, exact to the last digit: never through a binary fraction.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromTicks((long)(reader.GetDecimal() * TimeSpan.TicksPerSecond));

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteRawValue(
            (value.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.0######", CultureInfo.InvariantCulture));
}

/// <summary><c>pass</c>, <c>fail</c>, <c>unknown</c>.</summary>
internal sealed class VerdictConverter() : JsonStringEnumConverter<Verdict>(JsonNamingPolicy.KebabCaseLower, false);

/// <summary>
/// <c>passed</c>, <c>system-under-test</c>, <c>evidence</c>, <c>leftovers</c>, <c>input</c>, <c>harness</c>.
/// </summary>
internal sealed class VerdictClassConverter()
    : JsonStringEnumConverter<VerdictClass>(JsonNamingPolicy.KebabCaseLower, false);

/// <summary><c>running</c>, <c>finished</c>.</summary>
internal sealed class RunStateConverter() : JsonStringEnumConverter<RunState>(JsonNamingPolicy.KebabCaseLower, false);

/// <summary>
/// A finding: <c>{"verdict", "text", "evidence"}</c>. It has two constructors, which generated code refuses.
/// </summary>
internal sealed class FindingConverter : JsonConverter<Finding>
{
    public override Finding Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument json = JsonDocument.ParseValue(ref reader);
        JsonElement root = json.RootElement;
        return new Finding(
            Enum.Parse<Verdict>(root.GetProperty("verdict").GetString()!, ignoreCase: true),
            root.GetProperty("text").GetString()!,
            [.. root.GetProperty("evidence").EnumerateArray().Select(e => e.GetString()!)]);
    }

    public override void Write(Utf8JsonWriter writer, Finding value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("verdict"u8, JsonNamingPolicy.KebabCaseLower.ConvertName(value.Verdict.ToString()));
        writer.WriteString("text"u8, value.Text);
        writer.WriteStartArray("evidence"u8);
        foreach (string place in value.Evidence)
            writer.WriteStringValue(place);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>Counts by server: <c>{"redis1": {"acknowledged": 7, "lost": 0}}</c>.</summary>
internal sealed class ByServerConverter : JsonConverter<IReadOnlyDictionary<string, (int Acknowledged, int Lost)>>
{
    public override IReadOnlyDictionary<string, (int Acknowledged, int Lost)> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument json = JsonDocument.ParseValue(ref reader);
        return json.RootElement.EnumerateObject().ToDictionary(
            p => p.Name,
            p => (p.Value.GetProperty("acknowledged").GetInt32(), p.Value.GetProperty("lost").GetInt32()),
            StringComparer.Ordinal);
    }

    public override void Write(
        Utf8JsonWriter writer, IReadOnlyDictionary<string, (int Acknowledged, int Lost)> value,
        JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string server, (int acknowledged, int lost)) in value.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(server);
            writer.WriteNumber("acknowledged"u8, acknowledged);
            writer.WriteNumber("lost"u8, lost);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}

/// <summary>When lost writes were made: <c>{"from", "to"}</c> on the monotonic clock.</summary>
internal sealed class LostBetweenConverter : JsonConverter<(Instant From, Instant To)>
{
    public override (Instant From, Instant To) Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument json = JsonDocument.ParseValue(ref reader);
        JsonElement root = json.RootElement;
        return (new(root.GetProperty("from").GetInt64()), new(root.GetProperty("to").GetInt64()));
    }

    public override void Write(Utf8JsonWriter writer, (Instant From, Instant To) value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("from"u8, value.From.Nanoseconds);
        writer.WriteNumber("to"u8, value.To.Nanoseconds);
        writer.WriteEndObject();
    }
}

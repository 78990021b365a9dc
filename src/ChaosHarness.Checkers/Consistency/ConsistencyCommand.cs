using System.Globalization;
using System.Text;
using System.Text.Json;
using ChaosHarness.Checking;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>What <c>chaos check --history</c> was asked, as its options stand on the command line.</summary>
public sealed record ConsistencyRequest
{
    /// <summary>Name of the model; see <see cref="ConsistencyCommand.Models"/>.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the format; see <see cref="ConsistencyCommand.Formats"/>. Defaults to <c>chaos</c>.</summary>
    public string Format { get; init; } = "chaos";

    /// <summary><c>no-effect</c> or <c>value-differed</c>; null takes the format's own meaning.</summary>
    public string? FailMeans { get; init; }

    /// <summary><c>absent</c> or <c>unknown</c>; null takes the format's own meaning.</summary>
    public string? NilMeans { get; init; }

    /// <summary>The initial value; null for nil.</summary>
    public string? Initial { get; init; }

    /// <summary>Time for the check. Defaults to 60 s.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Total of a bank; null takes the first read's.</summary>
    public long? Total { get; init; }

    /// <summary>Whether accounts may be overdrawn.</summary>
    public bool AllowNegative { get; init; }

    /// <summary>Whether transactions need not respect real time.</summary>
    public bool Serializable { get; init; }
}

/// <summary>What the command says.</summary>
/// <param name="ExitCode">0 pass, 1 fail, 2 unknown, 4 bad input.</param>
/// <param name="Text">For people.</param>
/// <param name="Json">For programs.</param>
/// <param name="Html">A page with the pictures of all violations; empty when there is none.</param>
public sealed record ConsistencyAnswer(int ExitCode, string Text, string Json, string Html);

/// <summary>The command <c>chaos check --history</c>, without the command line and without files.</summary>
public static class ConsistencyCommand
{
    private const int BadInput = 4;
    private static readonly JsonWriterOptions _indented = new() { Indented = true };

    /// <summary>Names of the models.</summary>
    public static IReadOnlyDictionary<string, ConsistencyModel> Models { get; } =
        new Dictionary<string, ConsistencyModel>(StringComparer.Ordinal)
        {
            ["register"] = ConsistencyModel.Register, ["cas-register"] = ConsistencyModel.Register,
            ["key-value"] = ConsistencyModel.KeyValue, ["kv"] = ConsistencyModel.KeyValue,
            ["list"] = ConsistencyModel.List, ["append"] = ConsistencyModel.List,
            ["set"] = ConsistencyModel.Set, ["set-full"] = ConsistencyModel.Set,
            ["counter"] = ConsistencyModel.Counter, ["unique-ids"] = ConsistencyModel.UniqueIds,
            ["queue"] = ConsistencyModel.Queue, ["fifo-queue"] = ConsistencyModel.Queue,
            ["lock"] = ConsistencyModel.Lock, ["lease"] = ConsistencyModel.Lock, ["mutex"] = ConsistencyModel.Mutex,
            ["bank"] = ConsistencyModel.Bank, ["list-append"] = ConsistencyModel.ListAppend,
            ["multi-register"] = ConsistencyModel.MultiRegister,
        };

    /// <summary>Names of the formats.</summary>
    public static IReadOnlyDictionary<string, HistoryFileFormat> Formats { get; } =
        new Dictionary<string, HistoryFileFormat>(StringComparer.Ordinal)
        {
            ["chaos"] = HistoryFileFormat.Chaos, ["jepsen-json"] = HistoryFileFormat.JepsenJson,
            ["jepsen-edn"] = HistoryFileFormat.JepsenEdn, ["etcd-log"] = HistoryFileFormat.EtcdLog,
            ["kv"] = HistoryFileFormat.Kv,
        };

    /// <summary>Reads and judges a history.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="content">The history file's content.</param>
    /// <param name="names">The names beside a history of our own, or null.</param>
    /// <param name="clock">Measures parse and check time.</param>
    /// <param name="ct">Ends the check.</param>
    public static ConsistencyAnswer Run(
        ConsistencyRequest request, Stream content, TextReader? names, TimeProvider clock, CancellationToken ct)
    {
        if (Problem(request) is { } problem)
            return Refuse(problem);
        ConsistencyModel model = Models[request.Model];
        HistoryReading reading = new()
        {
            Model = model,
            Fail = request.FailMeans switch
            {
                "no-effect" => FailMeaning.NoEffect, "value-differed" => FailMeaning.ValueDiffered, _ => null,
            },
            NilIsAbsent = request.NilMeans switch { "absent" => true, "unknown" => false, _ => null },
            Initial = request.Initial is "nil" ? null : request.Initial,
        };
        long started = clock.GetTimestamp();
        ConsistencyHistory history;
        try
        {
            history = HistoryReader.Read(Formats[request.Format], content, names, reading);
        }
        catch (HistoryFormatException e)
        {
            return Refuse($"the history cannot be read as {request.Format}: {e.Message}");
        }

        TimeSpan parseTime = clock.GetElapsedTime(started);
        ConsistencyResult result = ConsistencyChecker.Check(history, model, Options(request, reading, clock), ct);
        int exitCode = result.Verdict switch { Verdict.Pass => 0, Verdict.Fail => 1, _ => 2 };
        return new(
            exitCode, Text(request, result, parseTime), Json(request, result, parseTime, history),
            result.Violations.Count == 0 ? "" : ViolationPicture.Html(history, model, result));
    }

    private static ConsistencyOptions Options(ConsistencyRequest request, HistoryReading reading, TimeProvider clock) => new()
    {
        Initial = reading.Initial,
        NilIsAbsent = reading.NilIsAbsent ?? false,
        Budget = request.Budget,
        Total = request.Total,
        AllowNegative = request.AllowNegative,
        Realtime = !request.Serializable,
        Clock = clock,
    };

    private static string? Problem(ConsistencyRequest request) =>
        !Models.ContainsKey(request.Model) ? $"there is no model '{request.Model}'; there are {string.Join(", ", Models.Keys)}"
        : !Formats.ContainsKey(request.Format) ? $"there is no format '{request.Format}'; there are {string.Join(", ", Formats.Keys)}"
        : request.FailMeans is not (null or "no-effect" or "value-differed")
            ? $"--fail-means is no-effect or value-differed, not '{request.FailMeans}'"
        : request.NilMeans is not (null or "absent" or "unknown")
            ? $"--nil-means is absent or unknown, not '{request.NilMeans}'"
        : request.Budget <= TimeSpan.Zero ? "--budget has to be positive" : null;

    private static ConsistencyAnswer Refuse(string problem)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, _indented))
        {
            json.WriteStartObject();
            json.WriteString("verdict", "error");
            json.WriteString("error", problem);
            json.WriteEndObject();
        }

        return new(BadInput, $"error: {problem}.\n", Encoding.UTF8.GetString(bytes.ToArray()), "");
    }

    private static string Text(ConsistencyRequest request, ConsistencyResult result, TimeSpan parseTime)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{result.Verdict}: {request.Model}, {result.Operations} operations on {result.Keys} keys, ");
        text.Append(CultureInfo.InvariantCulture, $"parsed in {parseTime.TotalMilliseconds:0.0} ms, checked in {result.CheckTime.TotalMilliseconds:0.0} ms");
        text.Append(CultureInfo.InvariantCulture, $" ({string.Join(", ", result.Engines.Select(e => $"{e.Key} {e.Value}"))}).\n{result.Claim}\n");
        foreach (Violation violation in result.Violations)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{violation.Anomaly}{(violation.Key.Length == 0 ? "" : $" on key {violation.Key}")}: {violation.Text}\n");
            for (int k = 0; k < violation.Operations.Count; k++)
                text.Append(CultureInfo.InvariantCulture, $"  line {violation.Lines[k]}: {violation.Operations[k]}\n");
        }

        if (result.ViolationCount > result.Violations.Count)
            text.Append(CultureInfo.InvariantCulture, $"\n{result.ViolationCount - result.Violations.Count} further violations.\n");
        foreach (string reason in result.Undecided)
            text.Append(CultureInfo.InvariantCulture, $"\nUndecided: {reason}\n");
        return text.ToString();
    }

    private static string Json(
        ConsistencyRequest request, ConsistencyResult result, TimeSpan parseTime, ConsistencyHistory history)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, _indented))
        {
            json.WriteStartObject();
            json.WriteString("verdict", result.Verdict switch
            {
                Verdict.Pass => "pass", Verdict.Fail => "fail", _ => "unknown",
            });
            json.WriteString("model", request.Model);
            json.WriteString("format", request.Format);
            json.WriteNumber("operations", history.Count);
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
            json.WriteStartArray("undecided");
            foreach (string reason in result.Undecided)
                json.WriteStringValue(reason);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Violation violation)
    {
        json.WriteStartObject();
        json.WriteString("anomaly", JsonNamingPolicy.KebabCaseLower.ConvertName(violation.Anomaly.ToString()));
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
}

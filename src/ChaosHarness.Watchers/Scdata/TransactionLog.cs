using System.Globalization;
using System.Text.Json;
using ChaosHarness.Watchers.Http;

namespace ChaosHarness.Watchers.Scdata;

/// <summary>What the workloads' keys hold after the transactions of a log, one JSON line each.</summary>
internal static class TransactionLog
{
    /// <summary>The data sets that a log can hold.</summary>
    public static IReadOnlyList<string> Sets { get; } = [Documents, "reg", "ctr"];

    private const string Documents = "doc";

    /// <summary>A key of a data set.</summary>
    public readonly record struct DataKey(string Set, int Number);

    /// <summary>
    /// Applies the transactions in their order: elements of documents, the last value of registers and counters. A
    /// duplicate on the log is a duplicate here.
    /// </summary>
    /// <exception cref="FormatException">A line is no transaction, or its key or value is none of the workloads'.</exception>
    public static IReadOnlyDictionary<DataKey, IReadOnlyList<long>> Read(string lines)
    {
        Dictionary<DataKey, List<long>> data = [];
        foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument transaction = Parse(line);
            if (SetOf(transaction.RootElement.Text("kind")) is not { } set)
                continue;
            DataKey key = new(set, (int)Number(transaction.RootElement.Text("key"), line));
            long value = Number(transaction.RootElement.Text("value"), line);
            if (!data.TryGetValue(key, out List<long>? values))
                data[key] = values = [];
            if (set != Documents)
                values.Clear();
            values.Add(value);
        }

        return data.ToDictionary(d => d.Key, d => (IReadOnlyList<long>)d.Value);
    }

    private static string? SetOf(string? kind) => kind switch
    {
        "append" => Documents,
        "set" => "reg",
        "counter" => "ctr",
        _ => null,
    };

    private static long Number(string? text, string line) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number : throw new FormatException($"'{line}' holds something that no workload has written");

    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException failure)
        {
            throw new FormatException($"'{line}' is no transaction", failure);
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>What <c>chaos check --history</c> tells people.</summary>
internal static class ConsistencyText
{
    /// <summary>An anomaly in the field's words, such as <c>stale-read</c>.</summary>
    public static string Name(Anomaly anomaly) => anomaly switch
    {
        Anomaly.G0 or Anomaly.G1a or Anomaly.G1b or Anomaly.G1c or Anomaly.G2 => anomaly.ToString(),
        Anomaly.GSingle => "G-single",
        Anomaly.GNonadjacent => "G-nonadjacent",
        >= Anomaly.G0 and <= Anomaly.G2Realtime => "G" + JsonNamingPolicy.KebabCaseLower.ConvertName(anomaly.ToString())[1..],
        _ => JsonNamingPolicy.KebabCaseLower.ConvertName(anomaly.ToString()),
    };

    /// <summary>The result.</summary>
    public static string Of(ConsistencyRequest request, ConsistencyResult result, TimeSpan parseTime)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{result.Verdict}: {request.Model}, {Count(result.Operations, "operation")} on {Count(result.Keys, "key")}, ");
        text.Append(CultureInfo.InvariantCulture, $"parsed in {parseTime.TotalMilliseconds:0.0} ms, checked in {result.CheckTime.TotalMilliseconds:0.0} ms");
        string engines = string.Join(", ", result.Engines.Select(e => $"{e.Key} {e.Value}"));
        text.Append(CultureInfo.InvariantCulture, $"{(engines.Length > 0 ? $" ({engines})" : "")}.\n{result.Claim}\n");
        foreach (Violation violation in result.Violations)
        {
            string where = violation.Key.Length == 0 ? "" : $" on key {violation.Key}";
            text.Append(CultureInfo.InvariantCulture, $"\n{Name(violation.Anomaly)}{where}: {violation.Text}\n");
            for (int k = 0; k < violation.Operations.Count; k++)
                text.Append(CultureInfo.InvariantCulture, $"  {request.FileName}:{violation.Lines[k]}: {violation.Operations[k]}\n");
        }

        if (result.ViolationCount > result.Violations.Count)
            text.Append(CultureInfo.InvariantCulture, $"\n{Count(result.ViolationCount - result.Violations.Count, "further violation")}.\n");
        foreach (string reason in result.Undecided)
            text.Append(CultureInfo.InvariantCulture, $"\nUndecided: {reason}\n");
        return text.ToString();
    }

    /// <summary>What is wrong with the input: one line each.</summary>
    public static string Of(string file, IReadOnlyList<HistoryMistake> mistakes) => string.Concat(
        mistakes.Select(m => m.Line > 0 ? $"{file}:{m.Line}: {m.Text}\n" : file.Length > 0 ? $"{file}: {m.Text}\n" : $"{m.Text}\n"));

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}

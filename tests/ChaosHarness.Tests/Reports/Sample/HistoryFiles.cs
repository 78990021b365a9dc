using ChaosHarness.Histories;

namespace ChaosHarness.Tests.Reports.Sample;

/// <summary>Writes history files the way a worker leaves them: with unused space behind the last record.</summary>
internal static class HistoryFiles
{
    public static string Write(
        string folder, string name, IReadOnlyList<Operation> operations, IEnumerable<string> names, int spare = 100)
    {
        byte[] bytes = new byte[HistoryFormat.HeaderSize + (operations.Count + spare) * HistoryFormat.RecordSize];
        HistoryFormat.WriteHeader(bytes);
        for (int i = 0; i < operations.Count; i++)
            HistoryFormat.Write(bytes.AsSpan(HistoryFormat.HeaderSize + i * HistoryFormat.RecordSize), operations[i]);
        string path = Path.Combine(folder, name + ".ops");
        File.WriteAllBytes(path, bytes);
        File.WriteAllLines(Path.Combine(folder, name + ".names"), names.Skip(1));
        return path;
    }
}

using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>
/// Other people's recorded histories with known verdicts. They are not part of this repository: the folder is named by
/// the environment variable CHAOS_HISTORIES.
/// </summary>
internal static class LabelledHistories
{
    /// <summary>One labelled file.</summary>
    internal sealed record Labelled(string File, bool IsLinearizable);

    /// <summary>The folder, or null when it is not there.</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        string? folder = Environment.GetEnvironmentVariable("CHAOS_HISTORIES");
        for (string? at = AppContext.BaseDirectory; folder is null && at is not null; at = Path.GetDirectoryName(at))
        {
            string candidate = Path.Combine(at, "shared", "histories");
            if (File.Exists(Path.Combine(candidate, "verdicts.tsv")))
                folder = candidate;
        }

        return folder is not null && File.Exists(Path.Combine(folder, "verdicts.tsv")) ? folder : null;
    }

    /// <summary>All labelled files in the folder; the test is skipped when there is none.</summary>
    public static IReadOnlyList<Labelled> All()
    {
        Assert.SkipWhen(Folder is null, "No labelled histories here: set CHAOS_HISTORIES to their folder.");
        return [.. File.ReadLines(Path.Combine(Folder!, "verdicts.tsv"))
            .Select(line => line.Split('\t'))
            .Where(parts => parts.Length == 2 && !parts[0].EndsWith(".html", StringComparison.Ordinal)
                && File.Exists(Path.Combine(Folder!, parts[0])))
            .Select(parts => new Labelled(parts[0], parts[1] == "linearizable"))];
    }

    /// <summary>Reads a labelled file with the semantics that its folder's notice gives.</summary>
    public static (ConsistencyHistory History, ConsistencyModel Model, ConsistencyOptions Options) Read(Labelled labelled)
    {
        using FileStream stream = File.OpenRead(Path.Combine(Folder!, labelled.File));
        (HistoryFileFormat format, ConsistencyModel model, FailMeaning fail, string? initial) =
            labelled.File.Split('/')[0] switch
            {
                "etcd" => (HistoryFileFormat.EtcdLog, ConsistencyModel.Register, FailMeaning.ValueDiffered, null),
                "kv" => (HistoryFileFormat.Kv, ConsistencyModel.KeyValue, FailMeaning.NoEffect, null),
                "cas-register" =>
                    (HistoryFileFormat.JepsenEdn, ConsistencyModel.Register, FailMeaning.NoEffect, (string?)"0"),
                _ => throw new InvalidOperationException($"nothing is known of {labelled.File}"),
            };
        ConsistencyHistory history = HistoryReader.Read(
            format, stream, null, new() { Model = model, Fail = fail, Initial = initial });
        return (history, model, new() { Initial = initial });
    }
}

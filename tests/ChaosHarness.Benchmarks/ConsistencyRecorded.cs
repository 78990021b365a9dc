using System.Globalization;
using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Benchmarks;

/// <summary>Recorded histories of etcd (FOLDER/etcd) and of key-value stores (FOLDER/kv): median check time of each.</summary>
internal static class ConsistencyRecorded
{
    private const int Rounds = 11;
    private const int WarmUps = 60;

    /// <summary>Measures both folders, beside a peer where there is one.</summary>
    public static void Run(string folder, ConsistencyPeer? peer)
    {
        Folder(Path.Combine(folder, "etcd"), "etcd", HistoryFileFormat.EtcdLog, ConsistencyModel.Register, peer);
        Folder(Path.Combine(folder, "kv"), "kv", HistoryFileFormat.Kv, ConsistencyModel.KeyValue, peer);
    }

    private static void Folder(
        string folder, string format, HistoryFileFormat kind, ConsistencyModel model, ConsistencyPeer? peer)
    {
        string[] files = [.. Directory.GetFiles(folder).Where(f => f.EndsWith(".log", StringComparison.Ordinal)
            || f.EndsWith(".txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Dictionary<string, ConsistencyHistory> histories = files.ToDictionary(f => f, f => Read(f, kind, model));

        // Often over all of them, so that everything is compiled, and compiled well (that is done beside the program, while the
        // peer is measured), before the first one is.
        for (int round = 0; round < WarmUps; round++)
        {
            foreach (string file in files)
                Check(histories[file], model);
        }

        Dictionary<string, ConsistencyPeer.Answer> others = peer?.Measure(format, files) ?? [];

        // In turn, so that whatever else the machine does for a moment meets many files once, and not one file each time.
        Dictionary<string, List<ConsistencyResult>> results = files.ToDictionary(f => f, _ => new List<ConsistencyResult>());
        for (int round = 0; round < Rounds; round++)
        {
            foreach (string file in files)
                results[file].Add(Check(histories[file], model));
        }

        (double ours, double theirs, double worst) = (0, 0, double.MaxValue);
        string worstFile = "";
        foreach (string file in files)
        {
            double median = results[file].Select(r => r.CheckTime.TotalMilliseconds).Order().ElementAt(Rounds / 2);
            ours += median;
            string beside = "";
            if (others.TryGetValue(file, out ConsistencyPeer.Answer? other))
            {
                theirs += other.Median;
                if (other.Median / median < worst)
                    (worst, worstFile) = (other.Median / median, Path.GetFileName(file));
                beside = other.Beside(median);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Path.GetFileName(file),-40} {results[file][0].Verdict,-8} {median,32:0.000}{beside}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{format,-40} {files.Length} files, {ours:0.000} ms in sum"));
        if (theirs > 0)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{"",-40} peer {theirs:0.000} ms: {theirs / ours:0.0} x in sum, the least {worst:0.00} x ({worstFile})"));
        }
    }

    private static ConsistencyHistory Read(string file, HistoryFileFormat kind, ConsistencyModel model)
    {
        using FileStream stream = File.OpenRead(file);
        return HistoryReader.Read(kind, stream, null, new() { Model = model });
    }

    private static ConsistencyResult Check(ConsistencyHistory history, ConsistencyModel model) =>
        ConsistencyChecker.Check(history, model, new() { MostViolations = 0 }, CancellationToken.None);
}

using System.Globalization;
using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Benchmarks;

/// <summary>
/// Times the consistency checkers: <c>consistency [--histories FOLDER] [--porcupine PROGRAM] [--scale N] [--only TEXT]</c>.
/// <para>
/// Histories come from seeds, and from FOLDER/etcd and FOLDER/kv where a folder of recorded ones is given. Printed are
/// check times (parsing apart): the first check, which includes compilation, then median and best of eleven.
/// </para>
/// <para>
/// PROGRAM measures a peer on the same histories, in the same run: it is called as <c>PROGRAM FORMAT FILE...</c> with the
/// format etcd, kv or tsv (lines of "client kind a b start end ending key"), and prints for every file "file, verdict,
/// best ms, median ms, peak kB", separated by tabs. A build of porcupine with such a main function is the one meant.
/// </para>
/// <c>--scale N</c> judges histories of N operations, each in a process of its own, and prints its peak memory.
/// </summary>
internal static class ConsistencyBenchmarks
{
    private const int Rounds = 11;

    /// <summary>Runs.</summary>
    public static Task<int> RunAsync(string[] args)
    {
        Dictionary<string, string> options = [];
        for (int i = 0; i + 1 < args.Length; i += 2)
            options[args[i].TrimStart('-')] = args[i + 1];
        if (options.TryGetValue("one", out string? one))
            return Task.FromResult(ConsistencyScale.RunOne(one, options));
        ConsistencyPeer? peer = options.TryGetValue("porcupine", out string? program) ? new(program) : null;
        string only = options.GetValueOrDefault("only", "");
        Console.WriteLine($"seed {ConsistencyCases.Seed}, {Environment.ProcessorCount} processors, load {Load()}");
        Console.WriteLine($"{"history",-40} {"verdict",-8} {"first ms",10} {"median ms",10} {"best ms",10}  peer");
        foreach (ConsistencyCases.Registers one1 in ConsistencyCases.OfRegisters.Where(c => c.Name.Contains(only, StringComparison.Ordinal)))
            Register(one1, peer);
        foreach ((string name, ConsistencyModel model, Func<ConsistencyHistory> make) in ConsistencyCases.Others())
        {
            if (name.Contains(only, StringComparison.Ordinal))
                Time(name, make(), model);
        }

        if (options.TryGetValue("histories", out string? folder))
            ConsistencyRecorded.Run(folder, peer);
        if (options.TryGetValue("scale", out string? count))
            ConsistencyScale.Run(int.Parse(count, CultureInfo.InvariantCulture));
        Console.WriteLine($"load {Load()}");
        return Task.FromResult(0);
    }

    private static string Load() => File.ReadAllText("/proc/loadavg").Trim();

    private static void Register(ConsistencyCases.Registers one, ConsistencyPeer? peer)
    {
        ConsistencyHistory history = ConsistencyCases.History(one);
        double median = Time(one.Name, history, ConsistencyModel.Register, endLine: peer is null);
        if (peer is not null)
            Console.WriteLine(peer.Measure(history).Beside(median));
    }

    /// <summary>Checks a history several times and prints a line; returns the median in milliseconds.</summary>
    private static double Time(string name, ConsistencyHistory history, ConsistencyModel model, bool endLine = true)
    {
        double[] times = new double[Rounds + 1];
        ConsistencyResult? result = null;
        for (int round = 0; round <= Rounds; round++)
        {
            GC.Collect();
            result = ConsistencyChecker.Check(history, model, new() { KeepWitnesses = false }, CancellationToken.None);
            times[round] = result.CheckTime.TotalMilliseconds;
        }

        double[] later = [.. times.Skip(1).Order()];
        Console.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-40} {result!.Verdict,-8} {times[0],10:0.000} {later[Rounds / 2],10:0.000} {later[0],10:0.000}"));
        if (endLine)
            Console.WriteLine();
        return later[Rounds / 2];
    }
}

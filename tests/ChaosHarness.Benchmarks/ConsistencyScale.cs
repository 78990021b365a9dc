using System.Globalization;
using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Histories;

namespace ChaosHarness.Benchmarks;

/// <summary>
/// Large histories through the whole path, from a file of our own records to the verdict, each in a process of its own:
/// what it costs in time and in peak memory per operation.
/// </summary>
internal static class ConsistencyScale
{
    private const int Clients = 50;

    private static readonly (string Name, int Keys, string Model)[] _cases =
        [("10,000 keys", 10_000, "register"), ("100 keys", 100, "register"), ("one key", 1, "register")];

    /// <summary>Writes each history, judges it in another process, and prints what that took.</summary>
    public static void Run(int count)
    {
        Console.WriteLine($"{"scale",-40} {"verdict",-8} {"parse ms",10} {"check ms",10} {"peak MB",10} {"bytes/op",10}");
        foreach ((string name, int keys, string model) in _cases)
        {
            string file = Path.GetTempFileName();
            try
            {
                Write(file, count, keys);
                Console.Write($"{string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.#}M {name}"),-40} ");
                OwnProcess.Run(["consistency", "--one", file, "--model", model, "--count", $"{count}"]);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Judges one file and prints time and peak memory; this is what the other process does.</summary>
    public static int RunOne(string file, Dictionary<string, string> options)
    {
        long count = long.Parse(options["count"], CultureInfo.InvariantCulture);
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        ConsistencyAnswer answer = ConsistencyCommand.Run(
            new() { Model = options["model"], Budget = TimeSpan.FromMinutes(5) }, stream, null, TimeProvider.System,
            CancellationToken.None);
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(answer.Json);
        long bytes = OwnProcess.PeakBytes();
        string verdict = json.RootElement.GetProperty("verdict").GetString() ?? "";
        double parse = json.RootElement.GetProperty("parse_ms").GetDouble();
        double check = json.RootElement.GetProperty("check_ms").GetDouble();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict,-8} {parse,10:0} {check,10:0} {bytes >> 20,10} {(double)bytes / count,10:0}"));
        return answer.ExitCode;
    }

    /// <summary>A linearizable history of registers, as a file of records in the order of their starts.</summary>
    private static void Write(string file, int count, int keys)
    {
        Op[] ops = Synthetic.Register(new Random(ConsistencyCases.Seed), count, Clients, 0, 0.0001, 0, keys);
        using FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        byte[] header = new byte[HistoryFormat.HeaderSize];
        HistoryFormat.WriteHeader(header);
        stream.Write(header);
        byte[] record = new byte[HistoryFormat.RecordSize];
        foreach (Op op in ops)
        {
            HistoryFormat.Write(record, Operation(op));
            stream.Write(record);
        }
    }

    private static Operation Operation(in Op op) => new()
    {
        Class = 1,
        Kind = op.Kind == OpKind.Read ? OperationKind.Read : OperationKind.Write,
        Outcome = op.Ending == Ending.Ok ? Outcome.Ok : Outcome.Info,
        Process = op.Process, Key = op.Key, Value = op.A, Result = op.B,
        Intended = new(op.Start), Start = new(op.Start), End = new(op.End == Op.Never ? op.Start + 1000 : op.End),
    };
}

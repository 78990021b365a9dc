using ChaosHarness.Histories;
using ChaosHarness.Workloads.Histories;

namespace ChaosHarness.Benchmarks;

/// <summary>One load of the generated run: what it did, and what became of that.</summary>
internal sealed class CheckersLoad
{
    /// <summary>Keys of each load.</summary>
    public const int Keys = 16;

    private const long Timeout = 2_000_000_000;
    private const double LosesMs = 50;
    private const int TwiceEvery = 100_000;
    private const double Sporadic = 0.000_02;

    private readonly PriorityQueue<Operation, long> _inFlight = new();
    private readonly Stack<int> _free = new();
    private readonly Random _random;
    private readonly HistoryWriter _writer;
    private readonly int _worker;
    private readonly ushort _write, _read, _refused, _timeout, _redis1, _redis2;
    private readonly OperationKind _kind;
    private readonly bool _reads;
    private long _lastStart;
    private int _made, _acknowledgedAppends, _index;

    private CheckersLoad(string path, string name, int worker)
    {
        (_worker, _random, _writer) = (worker, new Random(worker), HistoryWriter.Create(path));
        _kind = name switch { "web" => OperationKind.Append, "direct" => OperationKind.Write, _ => OperationKind.Increment };
        _reads = _kind != OperationKind.Increment;
        _write = _writer.Name($"{name}.write");
        _read = _reads ? _writer.Name($"{name}.read") : _write;
        (_refused, _timeout) = (_writer.Name("refused"), _writer.Name("timeout"));
        (_redis1, _redis2) = (_writer.Name("redis1"), _writer.Name("redis2"));
        Lists = [.. Enumerable.Range(0, Keys).Select(_ => new List<long>())];
    }

    /// <summary>What the lists held in the end.</summary>
    public IReadOnlyList<List<long>> Lists { get; }

    /// <summary>What the registers or counters held in the end.</summary>
    public long[] Values { get; } = new long[Keys];

    /// <summary>Writes by what became of them.</summary>
    public int Acknowledged { get; private set; }

    public int Lost { get; private set; }

    public int Duplicated { get; private set; }

    public int UnknownFound { get; private set; }

    public int UnknownAbsent { get; private set; }

    /// <summary>Writes the history of so many operations.</summary>
    public static CheckersLoad Write(string folder, string name, int worker, int count)
    {
        CheckersLoad load = new(Path.Combine(folder, name), name, worker);
        double every = (CheckersScenario.LoadTo - CheckersScenario.LoadFrom) / count;
        for (int i = 0; i < count; i++)
            load.Do(CheckersScenario.LoadFrom + i * every);
        load.End(long.MaxValue);
        load._writer.Dispose();
        return load;
    }

    private void Do(double ms)
    {
        Instant intended = CheckersScenario.At(ms);
        long start = _lastStart = Math.Max(_lastStart, intended.Nanoseconds + 5_000 + _random.Next(60_000));
        End(start);
        bool reads = _reads && _random.Next(2) == 0;
        int key = _random.Next(Keys);
        int process = _free.TryPop(out int free) ? free : (_worker << 22) | _made++;
        Operation operation = new()
        {
            Kind = reads ? OperationKind.Read : _kind, Outcome = Outcome.Open, Class = reads ? _read : _write,
            Process = process, Key = key, Result = Operation.Nothing,
            Value = reads || _kind == OperationKind.Increment ? Operation.Nothing : ((long)_worker << 40) | (uint)++_index,
            Intended = intended, Start = new(start), End = Instant.Never,
        };
        long record = _writer.Begin(operation);
        operation = Answered(operation);
        _writer.Complete(record, operation);
        if (operation.Outcome == Outcome.Info)
            return;
        _inFlight.Enqueue(operation, operation.End.Nanoseconds);
    }

    private Operation Answered(Operation op)
    {
        long end = op.Start.Nanoseconds + 300_000 + _random.Next(1_200_000);
        bool changes = op.Kind != OperationKind.Read;
        for (int i = 0; i < CheckersScenario.Outages.Length; i++)
        {
            (long from, long to) = (Ns(CheckersScenario.Outages[i].From), Ns(CheckersScenario.Outages[i].To));
            bool refuses = i == 0;
            if (op.Start.Nanoseconds >= from && op.Start.Nanoseconds < to)
                return refuses ? Failed(op) : Unanswered(op, op.Start.Nanoseconds + Timeout, changes, found: false);
            if (op.Start.Nanoseconds < from && end > from)
                return Unanswered(op, from + 100_000, changes, found: _random.Next(2) == 0);
        }

        if (_random.NextDouble() < Sporadic)
            return Failed(op);
        op = op with { Outcome = Outcome.Ok, End = new(end), Server = Server(op, changes) };
        return changes ? Acknowledge(op) : op with { Result = Values[op.Key] == 0 ? Operation.Nothing : Values[op.Key] };
    }

    private static long Ns(double ms) => CheckersScenario.At(ms).Nanoseconds;

    private Operation Failed(in Operation op) =>
        op with { Outcome = Outcome.Fail, Error = _refused, End = new(op.Start.Nanoseconds + 200_000) };

    private Operation Unanswered(in Operation op, long end, bool changes, bool found)
    {
        if (changes && found && _kind == OperationKind.Append)
            Lists[op.Key].Add(op.Value);
        if (changes && found && _kind == OperationKind.Increment)
            Values[op.Key]++;
        if (changes)
            (UnknownFound, UnknownAbsent) = found ? (UnknownFound + 1, UnknownAbsent) : (UnknownFound, UnknownAbsent + 1);
        return op with { Outcome = Outcome.Info, Error = _timeout, End = new(end) };
    }

    private ushort Server(in Operation op, bool changes)
    {
        if (op.Start.Nanoseconds < Ns(CheckersScenario.Outages[0].To))
            return _redis1;
        (double from, double to) = CheckersScenario.TwoPrimaries;
        bool isDouble = op.Start.Nanoseconds >= Ns(from) && op.Start.Nanoseconds < Ns(to);
        return changes && isDouble && _index % 10 == 0 ? _redis1 : _redis2;
    }

    private Operation Acknowledge(in Operation op)
    {
        Acknowledged++;
        if (_kind == OperationKind.Increment)
            return op with { Result = ++Values[op.Key] };
        if (_kind != OperationKind.Append)
            return op;
        long first = Ns(CheckersScenario.Outages[0].From);
        if (op.End.Nanoseconds < first && op.End.Nanoseconds >= first - (long)(LosesMs * 1e6))
        {
            Lost++;
            return op;
        }

        Lists[op.Key].Add(op.Value);
        if (++_acknowledgedAppends % TwiceEvery == 1)
        {
            Lists[op.Key].Add(op.Value);
            Duplicated++;
        }

        return op;
    }

    /// <summary>Operations that ended by then give their clients back; a register holds what was acknowledged last.</summary>
    private void End(long by)
    {
        while (_inFlight.TryPeek(out Operation op, out long end) && end <= by)
        {
            _inFlight.Dequeue();
            _free.Push(op.Process);
            if (op is { Kind: OperationKind.Write, Outcome: Outcome.Ok })
                Values[op.Key] = op.Value;
        }
    }
}

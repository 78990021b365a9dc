using System.Globalization;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Makes a history to be checked of the operations that a run recorded.</summary>
internal static class ChaosRecords
{
    /// <summary>Reads a history file.</summary>
    /// <param name="records">The file, from its header on.</param>
    /// <param name="names">The names file beside it, or null.</param>
    /// <param name="reading">How to understand it.</param>
    /// <exception cref="HistoryFormatException">This is no history file, or of another version.</exception>
    public static ConsistencyHistory Read(Stream records, TextReader? names, HistoryReading reading)
    {
        byte[] buffer = new byte[HistoryFormat.RecordSize * 1024];
        int got = records.ReadAtLeast(buffer.AsSpan(0, HistoryFormat.HeaderSize), HistoryFormat.HeaderSize, false);
        if (!HistoryFormat.IsHeader(buffer.AsSpan(0, got)))
            throw new HistoryFormatException($"this is not a history file of version {HistoryFormat.Version} of ours");
        HistoryMistakes mistakes = new();
        long rest = records.CanSeek ? (records.Length - records.Position) / HistoryFormat.RecordSize : 0;
        Converter converter = new(reading, Names(names), (int)Math.Min(rest, MostAtOnce));
        int record = 0;
        while ((got = records.ReadAtLeast(buffer, buffer.Length, false)) > 0)
        {
            for (int at = 0; at + HistoryFormat.RecordSize <= got; at += HistoryFormat.RecordSize)
            {
                Operation operation = HistoryFormat.Read(buffer.AsSpan(at, HistoryFormat.RecordSize));
                if (operation.Kind == OperationKind.None)
                    return Built();

                record++;
                if (Mistake(operation, reading.Model) is { } mistake)
                    mistakes.Add(record, mistake);
                else
                    converter.Add(operation);
            }
        }

        return Built();

        ConsistencyHistory Built()
        {
            mistakes.ThrowIfAny();
            return record > 0 ? converter.Build() : throw new HistoryFormatException("there is no operation in it");
        }
    }

    /// <summary>Takes the operations of a whole run, of all its loads.</summary>
    /// <exception cref="HistoryFormatException">Some of them do not belong to the model.</exception>
    public static ConsistencyHistory Read(Histories.History history, HistoryReading reading)
    {
        HistoryMistakes mistakes = new();
        Converter converter = new(reading, history.Names);
        OperationScan all = history.Operations.Scan();
        while (all.MoveNext())
        {
            ref readonly Operation operation = ref all.Current;
            if (Mistake(operation, reading.Model) is { } mistake)
                mistakes.Add(all.Place + 1, mistake);
            else
                converter.Add(operation);
        }

        mistakes.ThrowIfAny();
        return history.Operations.Count > 0 ? converter.Build() : throw new HistoryFormatException("there is no operation in it");
    }

    /// <summary>What keeps a record from being judged by a model, or null.</summary>
    private static string? Mistake(in Operation operation, ConsistencyModel model)
    {
        if (operation.Kind > OperationKind.Probe || operation.Outcome > Outcome.Info)
            return $"there is no operation of kind {(int)operation.Kind} with outcome {(int)operation.Outcome}: the file is damaged";
        bool fits = operation.Kind switch
        {
            OperationKind.Probe => true,
            OperationKind.Read => model is ConsistencyModel.Register or ConsistencyModel.List or ConsistencyModel.Counter,
            OperationKind.Append => model is ConsistencyModel.List or ConsistencyModel.Register,
            OperationKind.Increment => model is ConsistencyModel.Counter,
            _ => model is ConsistencyModel.Register,
        };
        return fits ? null : $"{operation.Kind} is not an operation of the model {model}";
    }

    // Room for more is made as the records come.
    private const int MostAtOnce = 1 << 27;

    private static string[] Names(TextReader? names)
    {
        List<string> all = [""];
        while (names?.ReadLine() is { } name)
            all.Add(name);
        return [.. all];
    }

    /// <summary>Takes operations one by one.</summary>
    /// <param name="reading">How to understand them.</param>
    /// <param name="names">Names of servers.</param>
    /// <param name="expected">How many will come, where that is known: then they are not copied.</param>
    internal sealed class Converter(HistoryReading reading, IReadOnlyList<string> names, int expected = 0)
    {
        private Op[] _ops = new Op[Math.Max(expected, 16)];
        private int _count;
        private bool _sorted = true;
        private readonly List<long[]> _lists = [];
        private readonly Dictionary<int, int> _keys = [];
        private readonly List<string> _keyNames = [];
        private int _line;

        /// <summary>Passes over one operation.</summary>
        public void Skip() => _line++;

        /// <summary>One more operation; those that say nothing to the model are passed over.</summary>
        public void Add(in Operation operation)
        {
            _line++;
            if (Shape(operation) is not { } op)
                return;
            op.Start = operation.Start.Nanoseconds;
            op.Ending = EndingOf(operation);
            op.End = op.Ending == Ending.Unknown ? Op.Never : operation.End.Nanoseconds;
            op.Key = Key(operation.Key);
            op.Process = operation.Process;
            op.Server = operation.Server;
            op.Line = _line;
            Keep(op);
        }

        /// <summary>A read of everything that a key held in the end.</summary>
        /// <param name="read">What was read.</param>
        /// <param name="line">Its place among the final reads, from 1; kept as a negative line.</param>
        /// <param name="process">A client of its own.</param>
        public void Add(FinalRead read, int line, int process)
        {
            long result = read.Values.Count == 0 ? Op.Nothing : read.Values[^1];
            if (reading.Model == ConsistencyModel.List)
            {
                _lists.Add([.. read.Values]);
                result = _lists.Count - 1;
            }

            Keep(new()
            {
                Kind = OpKind.Read, B = result, Ending = Ending.Ok, Start = read.At.Nanoseconds,
                End = read.At.Nanoseconds, Key = Key(read.Key), Process = process, Line = -line,
            });
        }

        /// <summary>The history.</summary>
        public ConsistencyHistory Build() => Build(null, null);

        /// <summary>The history, with names for its clients and values.</summary>
        public ConsistencyHistory Build(Func<int, string>? clientName, Func<long, string?>? valueName)
        {
            Array.Resize(ref _ops, _count);
            if (!_sorted)
                Array.Sort(_ops, static (a, b) => a.Start.CompareTo(b.Start));
            return new(_ops)
            {
                Keys = _keyNames, Servers = names, Lists = _lists, ClientName = clientName, ValueName = valueName,
            };
        }

        private void Keep(in Op op)
        {
            if (_count == _ops.Length)
                Array.Resize(ref _ops, 2 * _count);
            _sorted &= _count == 0 || _ops[_count - 1].Start <= op.Start;
            _ops[_count++] = op;
        }

        private Op? Shape(in Operation operation)
        {
            bool list = reading.Model is ConsistencyModel.List;
            return operation.Kind switch
            {
                OperationKind.Append => new() { Kind = list ? OpKind.Append : OpKind.Write, A = operation.Value },
                OperationKind.Write => new() { Kind = OpKind.Write, A = operation.Value },
                OperationKind.Read => new() { Kind = list ? OpKind.ReadLast : OpKind.Read, B = operation.Result },
                OperationKind.CompareAndSet =>
                    new() { Kind = OpKind.CompareAndSet, A = operation.Result, B = operation.Value },
                OperationKind.Increment => new()
                {
                    Kind = OpKind.Add, A = 1,
                    B = operation.Outcome == Outcome.Ok ? operation.Result : Op.Nothing,
                },
                _ => null,
            };
        }

        private Ending EndingOf(in Operation operation) => operation.Outcome switch
        {
            Outcome.Ok => Ending.Ok,
            Outcome.Fail when operation.Kind == OperationKind.CompareAndSet
                && reading.Fail == FailMeaning.ValueDiffered => Ending.ValueDiffered,
            Outcome.Fail => Ending.NoEffect,
            _ when operation.Kind == OperationKind.Read => Ending.NoEffect,
            _ => Ending.Unknown,
        };

        private int Key(int key)
        {
            if (!_keys.TryGetValue(key, out int number))
            {
                _keys.Add(key, number = _keyNames.Count);
                _keyNames.Add(key.ToString(CultureInfo.InvariantCulture));
            }

            return number;
        }
    }
}

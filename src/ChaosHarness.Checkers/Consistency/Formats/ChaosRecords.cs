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
            throw new HistoryFormatException($"this is not a history file of version {HistoryFormat.Version}.");
        Converter converter = new(reading, Names(names));
        while ((got = records.ReadAtLeast(buffer, buffer.Length, false)) > 0)
        {
            for (int at = 0; at + HistoryFormat.RecordSize <= got; at += HistoryFormat.RecordSize)
            {
                Operation operation = HistoryFormat.Read(buffer.AsSpan(at, HistoryFormat.RecordSize));
                if (operation.Kind == OperationKind.None)
                    return converter.Build();
                converter.Add(operation);
            }
        }

        return converter.Build();
    }

    private static string[] Names(TextReader? names)
    {
        List<string> all = [""];
        while (names?.ReadLine() is { } name)
            all.Add(name);
        return [.. all];
    }

    /// <summary>Takes operations one by one.</summary>
    internal sealed class Converter(HistoryReading reading, IReadOnlyList<string> names)
    {
        private readonly List<Op> _ops = [];
        private readonly Dictionary<(ushort, int), int> _keys = [];
        private readonly Dictionary<string, int> _keyNumbers = [];
        private readonly List<string> _keyNames = [];
        private int _line;

        /// <summary>One more operation; those that say nothing to the model are passed over.</summary>
        public void Add(in Operation operation)
        {
            _line++;
            if (Shape(operation) is not { } op)
                return;
            op.Start = operation.Start.Nanoseconds;
            op.Ending = EndingOf(operation);
            op.End = op.Ending == Ending.Unknown ? Op.Never : operation.End.Nanoseconds;
            op.Key = Key(operation);
            op.Process = operation.Process;
            op.Server = operation.Server;
            op.Line = _line;
            _ops.Add(op);
        }

        /// <summary>The history.</summary>
        public ConsistencyHistory Build()
        {
            Op[] ops = [.. _ops];
            Array.Sort(ops, static (a, b) => a.Start.CompareTo(b.Start));
            return new(ops) { Keys = _keyNames, Servers = names };
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

        /// <summary>Keys of different loads are different keys: a class is named after its load.</summary>
        private int Key(in Operation operation)
        {
            if (_keys.TryGetValue((operation.Class, operation.Key), out int key))
                return key;
            string load = operation.Class < names.Count ? names[operation.Class].Split('.')[0] : "";
            string name = load.Length == 0 ? $"{operation.Key}" : $"{load}/{operation.Key}";
            if (!_keyNumbers.TryGetValue(name, out key))
            {
                _keyNumbers.Add(name, key = _keyNames.Count);
                _keyNames.Add(name);
            }

            _keys.Add((operation.Class, operation.Key), key);
            return key;
        }
    }
}

namespace ChaosHarness.Checkers.Consistency;

/// <summary>What a model's operation names and values mean in Jepsen's formats.</summary>
/// <param name="model">The model.</param>
/// <param name="nilIsAbsent">Whether a read of nil found nothing, rather than told nothing.</param>
internal sealed class Values(ConsistencyModel model, bool nilIsAbsent)
{
    private readonly List<long> _drained = [];
    private Op _drain;

    /// <summary>The call of an operation, or null when the model has no such operation.</summary>
    public Op? Call(string f, Datum value, HistoryBuilder builder) => (model, f) switch
    {
        (ConsistencyModel.ListAppend or ConsistencyModel.MultiRegister, _) => new()
        {
            Kind = OpKind.Transaction, A = builder.Transaction(Transaction(value, builder)),
        },
        (ConsistencyModel.Mutex, "acquire") => new() { Kind = OpKind.CompareAndSet, A = 0, B = 1 },
        (ConsistencyModel.Mutex, "release") => new() { Kind = OpKind.CompareAndSet, A = 1, B = 0 },
        (ConsistencyModel.Lock, "acquire") => new() { Kind = OpKind.Acquire, B = Op.Nothing },
        (ConsistencyModel.Lock, "release") => new() { Kind = OpKind.Release, A = Value(value, builder) },
        (ConsistencyModel.Bank, "transfer") when value["amount"].Kind != DatumKind.Number =>
            throw new HistoryFormatException($"a transfer needs an amount that is a whole number; it has '{value["amount"]}'"),
        (ConsistencyModel.Bank, "transfer") => new() { Kind = OpKind.Transfer, A = value["amount"].Number },
        (ConsistencyModel.UniqueIds, _) => new() { Kind = OpKind.Generate, B = Op.Nothing },
        (ConsistencyModel.Queue, "enqueue") => new() { Kind = OpKind.Enqueue, A = Value(value, builder) },
        (ConsistencyModel.Queue, "dequeue" or "drain") => new() { Kind = OpKind.Dequeue, B = Op.Nothing },
        (ConsistencyModel.Counter, "add" or "increment" or "inc" or "add-and-get") =>
            new() { Kind = OpKind.Add, A = Amount(f, value), B = Op.Nothing },
        (ConsistencyModel.Counter, "decrement" or "dec") =>
            new() { Kind = OpKind.Add, A = -Amount("add", value), B = Op.Nothing },
        (ConsistencyModel.Set, "add" or "insert" or "append" or "write") =>
            new() { Kind = OpKind.Insert, A = Value(value, builder) },
        (ConsistencyModel.List, "append" or "add" or "write") => new() { Kind = OpKind.Append, A = Value(value, builder) },
        (ConsistencyModel.KeyValue, "append") => new() { Kind = OpKind.Append, A = Text(value, builder) },
        (ConsistencyModel.KeyValue, "put" or "write") => new() { Kind = OpKind.Write, A = Text(value, builder) },
        (ConsistencyModel.Register, "write" or "put" or "append") => new() { Kind = OpKind.Write, A = Value(value, builder) },
        (ConsistencyModel.Register, "cas" or "compare-and-set") when value.Items.Count == 2 => new()
        {
            Kind = OpKind.CompareAndSet, A = Value(value.Items[0], builder), B = Value(value.Items[1], builder),
        },
        (ConsistencyModel.Mutex or ConsistencyModel.Lock or ConsistencyModel.Queue, _) => null,
        (_, "read" or "get") => new() { Kind = OpKind.Read, B = Op.Nothing },
        _ => null,
    };

    /// <summary>What an operation that ended ok brought: new A and B, null for those that stay.</summary>
    public (long? A, long? B) Result(ref Op op, Datum value, HistoryBuilder builder)
    {
        switch (op.Kind)
        {
            case OpKind.Transaction:
                return (builder.Transaction(Completed(value, builder)), null);
            case OpKind.Generate or OpKind.Acquire:
                return (null, Value(value, builder));
            case OpKind.Dequeue:
                return (null, Taken(op, value, builder));
            case OpKind.Add when value is { Kind: DatumKind.Sequence, Items.Count: 2 }:
                return (null, value.Items[1].Number);
            case OpKind.Read:
                return (null, Seen(ref op, value, builder));
            default:
                return (null, null);
        }
    }

    private long Seen(ref Op op, Datum value, HistoryBuilder builder)
    {
        switch (model)
        {
            case ConsistencyModel.KeyValue:
                return value.Kind == DatumKind.Nil ? Op.Nothing : Text(value, builder);
            case ConsistencyModel.Bank:
                return builder.Transaction(Balances(value, builder));
            case ConsistencyModel.List when value.Kind is DatumKind.Number or DatumKind.Text:
                op.Kind = OpKind.ReadLast;
                return Value(value, builder);
            case ConsistencyModel.List or ConsistencyModel.Set when value.Kind is not (DatumKind.Nil or DatumKind.Sequence):
                throw new HistoryFormatException($"a read returns all elements, and not '{value}'");
            case ConsistencyModel.Counter when value.Kind is not (DatumKind.Nil or DatumKind.Number):
                throw new HistoryFormatException($"a counter is a whole number, and not '{value}'");
            case ConsistencyModel.List or ConsistencyModel.Set:
                return builder.List([.. value.Items.Select(i => Value(i, builder))]);
            default:
                return Value(value, builder);
        }
    }

    /// <summary>A drain takes many elements: the first one is its own result, the others become dequeues beside it.</summary>
    private long Taken(in Op op, Datum value, HistoryBuilder builder)
    {
        if (value.Kind != DatumKind.Sequence)
            return Value(value, builder);
        _drain = op;
        _drained.AddRange(value.Items.Skip(1).Select(i => Value(i, builder)));
        return value.Items.Count == 0 ? Op.Nothing : Value(value.Items[0], builder);
    }

    /// <summary>Adds the further dequeues of a drain.</summary>
    public void Expand(HistoryBuilder builder, long process, long? time)
    {
        foreach (long element in _drained)
            builder.Beside(_drain with { B = element, Ending = Ending.Ok, Process = (int)process }, time);
        _drained.Clear();
    }

    private static long Amount(string f, Datum value) =>
        value.Kind is DatumKind.Text or DatumKind.Map
            ? throw new HistoryFormatException($"what is added is a whole number, and not '{value}'") :
        f is "increment" or "inc" && value.Kind != DatumKind.Number ? 1
        : value.Kind == DatumKind.Sequence ? value.Items[0].Number
        : value.Kind == DatumKind.Number ? value.Number : 1;

    private static long Text(Datum value, HistoryBuilder builder) => builder.Texts.Number(value.ToString());

    /// <summary>A value as a number: small whole numbers stand for themselves, everything else gets one.</summary>
    public static long Value(Datum value, HistoryBuilder builder) => value.Kind switch
    {
        DatumKind.Nil => Op.Nothing,
        DatumKind.Number when value.Number > Symbols.Highest => value.Number,
        _ => builder.Texts.Number(value.ToString()),
    };

    private static MicroOp[] Balances(Datum value, HistoryBuilder builder)
    {
        MicroOp[] balances = new MicroOp[value.Items.Count / 2];
        for (int i = 0; i < balances.Length; i++)
        {
            balances[i] = new(
                OpKind.Read, builder.Key(value.Items[2 * i].ToString()), Value(value.Items[2 * i + 1], builder));
        }

        return balances;
    }

    /// <summary>A transaction with its results: a list of which nothing was there is an empty one.</summary>
    private MicroOp[] Completed(Datum value, HistoryBuilder builder)
    {
        MicroOp[] steps = Transaction(value, builder);
        if (model != ConsistencyModel.ListAppend || !nilIsAbsent)
            return steps;
        foreach (ref MicroOp step in steps.AsSpan())
        {
            if (step.Kind == OpKind.Read && step.Value == Op.Nothing)
                step = step with { Value = builder.List([]) };
        }

        return steps;
    }

    private MicroOp[] Transaction(Datum value, HistoryBuilder builder)
    {
        MicroOp[] transaction = new MicroOp[value.Items.Count];
        for (int i = 0; i < transaction.Length; i++)
        {
            IReadOnlyList<Datum> parts = value.Items[i].Items;
            if (parts.Count != 3)
                throw new HistoryFormatException($"a transaction's step has function, key and value, not '{value.Items[i]}'");
            transaction[i] = Step(parts[0].Word, builder.Key(parts[1].ToString()), parts[2], builder);
        }

        return transaction;
    }

    private MicroOp Step(string f, int key, Datum value, HistoryBuilder builder) => f switch
    {
        "append" => new(OpKind.Append, key, Value(value, builder)),
        "w" or "write" => new(OpKind.Write, key, Value(value, builder)),
        "r" or "read" when model == ConsistencyModel.ListAppend => new(OpKind.Read, key, value.Kind == DatumKind.Nil
            ? Op.Nothing : builder.List([.. value.Items.Select(i => Value(i, builder))])),
        "r" or "read" => new(OpKind.Read, key, Value(value, builder)),
        _ => throw new HistoryFormatException($"a transaction's step is append, r, w, read or write, not '{f}'"),
    };
}

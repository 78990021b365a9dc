namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Names what a search found. A name is given only where the definition proves it on the core: the core has no legal
/// order, and a copy of it that differs in nothing but what the name speaks of has one.
/// </summary>
internal sealed class CoreNames(
    ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options, Conflict conflict, CoreQuestion question)
{
    private readonly int[] _core = [.. conflict.Core.Distinct().Order()];
    private readonly Op[] _ops = question.Ops;

    /// <summary>The conflict by its name; as it is where it has one, or none is proven.</summary>
    public static Conflict Name(
        ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options, Conflict conflict)
    {
        // The zones' names speak of values, of which a mutex has none.
        bool isNamed = conflict.Anomaly != Anomaly.NotLinearizable && model != ConsistencyModel.Mutex;
        if (isNamed || Confirmation.Ask(history, model, options, conflict) is not { } question
            || question.Ops.Length != conflict.Core.Distinct().Count() || question.IsLegal(question.Ops) != false)
        {
            return conflict;
        }

        Conflict? named = model switch
        {
            ConsistencyModel.Mutex => MutexNames.Of(conflict, question),
            ConsistencyModel.MultiRegister => new TransactionNames(history, options, conflict, question).Of(),
            _ => new CoreNames(history, model, options, conflict, question).Of(),
        };
        return named ?? conflict;
    }

    private Conflict? Of()
    {
        int[] latest = [.. Enumerable.Range(0, _ops.Length).OrderByDescending(i => _ops[i].Start)];
        int[] reads = Array.FindAll(latest, i => _ops[i] is { Kind: OpKind.Read or OpKind.ReadLast, Ending: Ending.Ok }
            || (_ops[i] is { Kind: OpKind.CompareAndSet, Ending: Ending.Ok } same && same.A == same.B));
        int[] refused = Array.FindAll(latest, i => _ops[i] is { Kind: OpKind.CompareAndSet, Ending: Ending.ValueDiffered });
        return First(reads, OldRead)
            ?? First(reads, i => Lost(i, Array.FindAll(latest, w => _ops[w].End < _ops[i].Start)))
            ?? First(reads, Unwritten)
            ?? First(refused, Spurious)
            ?? SameVersion()
            ?? First(Array.FindAll(latest, i => LostUpdates.IsUpdate(_ops[i])), Overwriting);
    }

    private static Conflict? First(IEnumerable<int> some, Func<int, Conflict?> name) =>
        some.Select(name).FirstOrDefault(found => found is not null);

    private Conflict Named(Anomaly name, int early, int late) => conflict with
    {
        Anomaly = name, Early = early < 0 ? -1 : _core[early], Late = _core[late],
    };

    /// <summary>A read that would have been right earlier.</summary>
    private Conflict? OldRead(int read) => question.Missed(read) is not { } early ? null
        : ShowsNothing(read) ? Named(Anomaly.LostAfterRecovery, early, read)
        : Lost(read, [early]) ?? Named(Anomaly.StaleRead, early, read);

    /// <summary>The acknowledged write without which a read would be right, if no read that began later shows it.</summary>
    private Conflict? Lost(int read, int[] writes)
    {
        foreach (int i in writes)
        {
            bool isWrite = _ops[i] is { Kind: OpKind.Write or OpKind.Append or OpKind.CompareAndSet, Ending: Ending.Ok };
            if (isWrite && !IsShownAfter(_core[i])
                && question.IsLegalWith(i, _ops[i] with { Ending = Ending.Unknown, End = Op.Never }))
            {
                return Named(Anomaly.LostWrite, i, read);
            }
        }

        return null;
    }

    private bool IsShownAfter(int write)
    {
        Op op = history.Ops[write];
        long value = op.Kind == OpKind.CompareAndSet ? op.B : op.A;
        return Array.Exists(history.Ops, o => o.Key == op.Key && o.Start > op.End && o.Ending == Ending.Ok
            && (o.Kind is OpKind.Read or OpKind.ReadLast ? Shows(o, value) : o.Kind == OpKind.CompareAndSet && o.A == value));
    }

    private bool Shows(Op read, long value) => model switch
    {
        ConsistencyModel.KeyValue => Text(read.B).Contains(Text(value), StringComparison.Ordinal),
        ConsistencyModel.List when read.Kind == OpKind.Read => history.Lists[(int)read.B].Contains(value),
        _ => read.B == value,
    };

    /// <summary>Whether a read found the state before everything, which nothing else left behind.</summary>
    private bool ShowsNothing(int read)
    {
        long shown = history.Ops[_core[read]].B;
        return model switch
        {
            ConsistencyModel.Register => shown == options.InitialValue(history)
                && !Array.Exists(_ops, o => o.Kind == OpKind.Write ? o.A == shown : o.Kind == OpKind.CompareAndSet && o.B == shown),
            ConsistencyModel.KeyValue => Text(shown) == (options.Initial ?? "")
                && !Array.Exists(_core, i => history.Ops[i].Kind == OpKind.Write && Text(history.Ops[i].A) == Text(shown)),
            _ => false,
        };
    }

    private string Text(long symbol) => (symbol == Op.Nothing ? options.Initial : history.Texts.Text(symbol)) ?? "";

    /// <summary>A text that no order of any puts and appends of the whole history leaves, at whatever time.</summary>
    private Conflict? Unwritten(int read)
    {
        int at = _core[read];
        int[] writes = [.. Enumerable.Range(0, history.Count).Where(i =>
            history.Ops[i].Key == history.Ops[at].Key && history.Ops[i].Kind is OpKind.Write or OpKind.Append)];
        int[] effective = Array.FindAll(writes, i => history.Ops[i].Ending != Ending.NoEffect);
        if (model != ConsistencyModel.KeyValue)
            return null;
        int[] begun = Array.FindAll(effective, i => history.Ops[i].Start <= history.Ops[at].End);
        bool? isLeft = IsLeftBy(at, effective);
        if (isLeft != false)
            return isLeft == true && IsLeftBy(at, begun) == false ? Future(at, begun, effective.Except(begun)) : null;
        int failed = writes.Where(i => !effective.Contains(i) && IsLeftBy(at, [.. effective, i]) == true).FirstOrDefault(-1);
        return failed >= 0 ? new(Anomaly.AbortedRead, [failed, at]) { Early = failed, Late = at }
            : IsLeftBy(at, writes) == false ? new(Anomaly.PhantomRead, [at]) { Late = at } : null;
    }

    /// <summary>A text that can be there only with a write that began after the read had ended.</summary>
    private Conflict? Future(int read, int[] begun, IEnumerable<int> later)
    {
        int write = later.Where(i => IsLeftBy(read, [.. begun, i]) == true).FirstOrDefault(-1);
        return write < 0 ? null
            : conflict with { Anomaly = Anomaly.FutureRead, Core = [.. _core, write], Early = read, Late = write };
    }

    private bool? IsLeftBy(int read, int[] writes)
    {
        string initial = options.Initial ?? "";
        Op[] timeless = [history.Ops[read] with { Start = 0, End = 0 },
            .. writes.Select(i => history.Ops[i] with { Start = 0, End = Op.Never, Ending = Ending.Unknown })];
        return CoreQuestion.Of(timeless, new KeyValueSpecification(history.Texts, initial), initial).IsLegal(timeless);
    }

    /// <summary>A failed compare-and-set without which the core is legal: in all those orders the value was the expected one.</summary>
    private Conflict? Spurious(int refused) =>
        question.IsLegalWithout(refused) ? Named(Anomaly.SpuriousFailure, -1, refused) : null;

    private Conflict? SameVersion() => model == ConsistencyModel.Register
        && LostUpdates.TwoOnOneVersion(_ops, options.InitialValue(history)) is var (early, late)
            ? Named(Anomaly.SplitBrainWrite, early, late) : null;

    private Conflict? Overwriting(int update) => model == ConsistencyModel.Register
        && LostUpdates.Overwritten(_ops, update, options.InitialValue(history)) is { } early
            ? Named(Anomaly.LostUpdate, early, update) : null;
}

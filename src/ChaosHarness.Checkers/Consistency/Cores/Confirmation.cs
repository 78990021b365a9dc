namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Asks the definition for a second opinion on a core. Lists are cut down to the elements that the core's operations
/// put there: forgetting an element everywhere keeps a legal history legal.
/// </summary>
internal static class Confirmation
{
    /// <summary>True if no order is legal, false if one is, null if this cannot be tried.</summary>
    public static bool? Of(
        ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options, Conflict conflict) =>
        Ask(history, model, options, conflict) is { } core ? Not(core.IsLegal(core.Ops)) : null;

    /// <summary>The core as the definition sees it; null where it is too large, or not a question of order.</summary>
    public static CoreQuestion? Ask(
        ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options, Conflict conflict)
    {
        int[] core = [.. conflict.Core.Distinct().Order()];
        if (core.Length is 0 or > BruteForce.Most)
            return null;
        Op[] ops = [.. core.Select(i => history.Ops[i])];
        switch (model)
        {
            case ConsistencyModel.Register or ConsistencyModel.Mutex:
                long initial = model == ConsistencyModel.Mutex ? 0 : options.InitialValue(history);
                int key = ops[0].Key;
                HashSet<long> written = RegisterReduction.Written(
                    history.Ops, Enumerable.Range(0, history.Count)
                        .Where(i => history.Ops[i].Key == key && history.Ops[i].Start <= conflict.Cutoff), initial);
                Op[] loosened = RegisterReduction.Loosened(history.Ops, core, initial, written, conflict.Cutoff);
                return CoreQuestion.Of(loosened, new RegisterSpecification(), initial);
            case ConsistencyModel.KeyValue:
                return OfTexts(history, options.Initial ?? "", conflict, core);
            case ConsistencyModel.Queue:
                return CoreQuestion.Of(Loose(ops, conflict.Cutoff), new QueueSpecification(), []);
            case ConsistencyModel.Lock:
                Op[] telling = [.. LockVerifier.Telling(history.Ops, core).Select(i => history.Ops[i])];
                return CoreQuestion.Of(telling, new LockSpecification(), LockState.Free);
            case ConsistencyModel.MultiRegister:
                ConsistencyHistory image = conflict.Image ?? Loosening.Of(history, core, conflict.Cutoff);
                return CoreQuestion.Of(
                    image.Ops, new MultiRegisterSpecification(image, options.InitialValue(history), options.NilIsAbsent), []);
            case ConsistencyModel.UniqueIds:
                return new(ops, some => some.Length < 2 || !Array.TrueForAll(some, op => op.Ending == Ending.Ok && op.B == some[0].B));
            case ConsistencyModel.Counter when conflict.Laxity != CounterLaxity.None || conflict.Anomaly != Anomaly.CounterOutOfBounds:
                return OfCounter(history, options, conflict, ops);
            case ConsistencyModel.List or ConsistencyModel.Set:
                return OfLists(history, ops, model == ConsistencyModel.Set);
            case ConsistencyModel.ListAppend:
                return OfTransactions(history, ops, options.Realtime);
            default:
                return null;
        }
    }

    private static bool? Not(bool? isLegal) => isLegal is { } known ? !known : null;

    private static Op[] Loose(Op[] ops, long cutoff) => Array.ConvertAll(ops, op => Loosening.Of(op, cutoff));

    private static CoreQuestion OfTexts(ConsistencyHistory history, string initial, Conflict conflict, int[] core)
    {
        int key = history.Ops[core[0]].Key;
        TextTokens? tokens = conflict.Kept is null ? null : TextTokens.Of(
            history, Enumerable.Range(0, history.Count).Where(i => history.Ops[i].Key == key));
        ConsistencyHistory image = TextTokens.Image(history, core, tokens, conflict.Kept, conflict.Cutoff);
        return CoreQuestion.Of(image.Ops, new KeyValueSpecification(image.Texts, initial), initial);
    }

    private static CoreQuestion OfCounter(
        ConsistencyHistory history, ConsistencyOptions options, Conflict conflict, Op[] ops)
    {
        long initial = Counters.Initial(history, options);
        ISpecification<long> specification = conflict.Laxity == CounterLaxity.None
            ? new CounterSpecification() : new LaxCounterSpecification(conflict.Laxity);
        if (conflict.Laxity == CounterLaxity.Shrinking)
            initial = long.MaxValue / 2;
        return CoreQuestion.Of(Loose(ops, conflict.Cutoff), specification, initial);
    }

    private static CoreQuestion OfLists(ConsistencyHistory history, Op[] ops, bool isSet)
    {
        HashSet<long> shown = [.. ops.Where(o => o.Kind is OpKind.Append or OpKind.Insert).Select(o => o.A)];
        if (!Array.Exists(ops, o => o.Kind is OpKind.Append or OpKind.Insert))
        {
            shown = [.. ops.Where(o => o.Kind == OpKind.Read).SelectMany(o => history.Lists[(int)o.B]),
                .. ops.Where(o => o.Kind == OpKind.ReadLast).Select(o => o.B)];
        }

        List<long[]> lists = [];
        foreach (ref Op op in ops.AsSpan())
        {
            if (op.Kind != OpKind.Read)
                continue;
            long[] some = Array.FindAll(history.Lists[(int)op.B], shown.Contains);
            if (isSet && some.Distinct().Count() == some.Length)
                Array.Sort(some);
            op.B = lists.Count;
            lists.Add(some);
        }

        ListsSpecification specification = new(lists, [], 1, isSet);
        Op[] relevant = Array.FindAll(ops, o => o.Kind != OpKind.ReadLast || o.B == Op.Nothing || shown.Contains(o.B));
        return CoreQuestion.Of(relevant, specification, specification.Empty);
    }

    /// <summary>Reads of one key that do not begin alike: the two elements at which they part.</summary>
    private static void AddParting(ConsistencyHistory history, Op[] ops, HashSet<(int, long)> shown)
    {
        List<(int Key, long[] List)> reads = [];
        foreach (MicroOp step in ops.SelectMany(o => history.Transactions[(int)o.A]))
        {
            if (step.Kind != OpKind.Read || step.Value == Op.Nothing)
                continue;
            long[] list = history.Lists[(int)step.Value];
            foreach ((_, long[] other) in reads.Where(r => r.Key == step.Key))
            {
                int at = other.AsSpan().CommonPrefixLength(list);
                if (at < list.Length && at < other.Length)
                    shown.UnionWith([(step.Key, list[at]), (step.Key, other[at])]);
            }

            reads.Add((step.Key, list));
        }
    }

    /// <summary>Elements that nobody appended for sure or perhaps, and those that a read shows twice.</summary>
    private static void AddUnexplained(ConsistencyHistory history, Op[] ops, HashSet<(int, long)> shown)
    {
        HashSet<(int, long)> appended = [.. history.Ops.Where(o => o.Ending != Ending.NoEffect).SelectMany(
            o => history.Transactions[(int)o.A]).Where(s => s.Kind == OpKind.Append).Select(s => (s.Key, s.Value))];
        foreach (MicroOp step in ops.SelectMany(o => history.Transactions[(int)o.A]))
        {
            if (step.Kind != OpKind.Read || step.Value == Op.Nothing)
                continue;
            long[] list = history.Lists[(int)step.Value];
            shown.UnionWith(list.Where(e => !appended.Contains((step.Key, e))).Select(e => (step.Key, e)));
            shown.UnionWith(list.GroupBy(e => e).Where(g => g.Count() > 1).Select(g => (step.Key, g.Key)));
        }
    }

    private static CoreQuestion? OfTransactions(ConsistencyHistory history, Op[] ops, bool realtime)
    {
        HashSet<(int, long)> shown = [];
        foreach (Op op in ops)
        {
            foreach (MicroOp step in history.Transactions[(int)op.A].Where(s => s.Kind == OpKind.Append))
                shown.Add((step.Key, step.Value));
        }

        AddParting(history, ops, shown);
        AddUnexplained(history, ops, shown);
        List<long[]> lists = [];
        List<MicroOp[]> transactions = [];
        foreach (ref Op op in ops.AsSpan())
        {
            MicroOp[] steps = (MicroOp[])history.Transactions[(int)op.A].Clone();
            for (int s = 0; s < steps.Length; s++)
            {
                if (steps[s].Kind != OpKind.Read || steps[s].Value == Op.Nothing)
                    continue;
                int key = steps[s].Key;
                long[] list = history.Lists[(int)steps[s].Value];
                lists.Add(Array.FindAll(list, e => shown.Contains((key, e))));
                steps[s] = steps[s] with { Value = lists.Count - 1 };
            }

            op.A = transactions.Count;
            transactions.Add(steps);
            if (!realtime)
                (op.Start, op.End) = (0, op.End == Op.Never ? Op.Never : 0);
        }

        ListsSpecification specification = new(lists, transactions, history.Keys.Count, false);
        CoreQuestion question = CoreQuestion.Of(ops, specification, specification.Empty);

        // What a transaction read twice may differ in elements of others, which are not looked at here.
        return ops.Length == 1 && question.IsLegal(ops) == true ? null : question;
    }
}

/// <summary>Where counters begin.</summary>
internal static class Counters
{
    /// <summary>The initial value; 0 unless told otherwise.</summary>
    public static long Initial(ConsistencyHistory history, ConsistencyOptions options) =>
        options.InitialValue(history) is var value && value != Op.Nothing ? value : 0;
}

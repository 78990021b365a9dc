using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>Small random histories of texts, counters, lists and sets, most of them nearly legal, from a seed.</summary>
internal static class FuzzObjects
{
    /// <summary>A history to judge and what its list reads refer to.</summary>
    internal sealed record Drawn(ConsistencyHistory History)
    {
        public Op[] Ops => History.Ops;

        /// <summary>What a register holds before.</summary>
        public long Initial { get; init; }

        /// <summary>What a bank is told.</summary>
        public ConsistencyOptions Options { get; init; } = new();
    }

    /// <summary>Draws intervals for n operations of a few clients.</summary>
    public static Op[] Intervals(Random random, int most, int gap = 0)
    {
        int n = random.Next(2, most + 1);
        int clients = random.Next(1, 5);
        int span = random.Next(3) == 0 ? 4 : 40;
        long[] free = new long[clients];
        Op[] ops = new Op[n];
        for (int i = 0; i < n; i++)
        {
            int client = random.Next(clients);
            ops[i].Start = free[client] + random.Next(span);
            ops[i].End = ops[i].Start + random.Next(span);
            ops[i].Process = client;
            ops[i].Line = i + 1;
            free[client] = ops[i].End + gap + random.Next(2);
            int ending = random.Next(16);
            ops[i].Ending = ending < 2 ? Ending.Unknown : ending == 2 ? Ending.NoEffect : Ending.Ok;
            if (ops[i].Ending == Ending.Unknown)
                ops[i].End = Op.Never;
        }

        return ops;
    }

    /// <summary>Goes through the operations at random moments inside their intervals; tells which take effect.</summary>
    public static void Play(Random random, Op[] ops, Func<Op, bool, Op> act)
    {
        (double At, int Op)[] points = new (double, int)[ops.Length];
        for (int i = 0; i < ops.Length; i++)
        {
            double end = ops[i].End == Op.Never ? ops[i].Start + 60 : ops[i].End;
            points[i] = (ops[i].Start + random.NextDouble() * (end - ops[i].Start), i);
        }

        Array.Sort(points);
        foreach ((_, int i) in points)
            ops[i] = act(ops[i], ops[i].Ending == Ending.Ok || (ops[i].Ending == Ending.Unknown && random.Next(2) == 0));
        Array.Sort(ops, (a, b) => a.Start.CompareTo(b.Start));
    }

    /// <summary>Put, append and get over a few short texts that repeat.</summary>
    public static Drawn KeyValue(Random random)
    {
        Op[] ops = Intervals(random, 8);
        Symbols texts = new();
        string[] words = ["", "a", "b", "ab", "ba"];
        string state = "";
        bool puts = random.Next(3) > 0;
        Play(random, ops, (op, effect) =>
        {
            string word = words[random.Next(1, words.Length)];
            int kind = random.Next(puts ? 5 : 4);
            op.Kind = kind < 2 ? OpKind.Read : kind < 4 ? OpKind.Append : OpKind.Write;
            bool spoil = random.Next(5) == 0;
            op.A = texts.Number(word);
            if (op.Kind == OpKind.Read)
                op.B = texts.Number(spoil ? word : state);
            else if (effect)
                state = op.Kind == OpKind.Write ? word : state + word;
            return op;
        });
        return new(new ConsistencyHistory(ops) { Texts = texts });
    }

    /// <summary>Adds, reads and add-and-gets.</summary>
    public static Drawn Counter(Random random)
    {
        Op[] ops = Intervals(random, 8);
        long state = 0;
        bool down = random.Next(3) == 0;
        bool ones = random.Next(3) == 0;
        Play(random, ops, (op, effect) =>
        {
            op.Kind = random.Next(2) == 0 ? OpKind.Read : OpKind.Add;
            op.A = ones ? 1 : random.Next(down ? -2 : 1, 4);
            state += op.Kind == OpKind.Add && effect ? op.A : 0;
            op.B = state + (random.Next(15) == 0 ? random.Next(-1, 2) : 0);
            if (op.Kind == OpKind.Add && (op.Ending != Ending.Ok || random.Next(2) == 0))
                op.B = Op.Nothing;
            return op;
        });
        return new(new ConsistencyHistory(ops));
    }

    /// <summary>Appends, full reads and reads of the last element; or adds and full reads of a set.</summary>
    /// <param name="random">Draws.</param>
    /// <param name="set">A set rather than a list.</param>
    /// <param name="repeats">Whether elements come more than once.</param>
    public static Drawn List(Random random, bool set, bool repeats = false)
    {
        Op[] ops = Intervals(random, 8);
        List<long> state = [];
        List<long[]> lists = [];
        long next = 1;
        bool lastReads = random.Next(2) == 0;
        bool fullReads = !lastReads || random.Next(2) == 0;
        Play(random, ops, (op, effect) =>
        {
            bool spoil = random.Next(15) == 0;
            if (random.Next(2) == 0)
            {
                op.Kind = set ? OpKind.Insert : OpKind.Append;
                op.A = repeats && random.Next(2) == 0 ? random.NextInt64(1, next + 1) : next++;
                if (effect && !(set && state.Contains(op.A)))
                    state.Insert(spoil && !set ? random.Next(state.Count + 1) : state.Count, op.A);
                if (effect && random.Next(25) == 0 && state.Count > 0)
                    state.RemoveAt(random.Next(state.Count));
            }
            else if (!set && lastReads && (!fullReads || random.Next(2) == 0))
            {
                op.Kind = OpKind.ReadLast;
                op.B = spoil ? random.Next(1, 9) : state.Count == 0 ? Op.Nothing : state[^1];
            }
            else
            {
                op.Kind = OpKind.Read;
                List<long> seen = [.. state];
                if (spoil && seen.Count > 0 && random.Next(2) == 0)
                    seen.RemoveAt(seen.Count - 1);
                else if (spoil)
                    seen.Add(random.Next(1, 12));
                op.B = lists.Count;
                lists.Add([.. seen]);
            }

            return op;
        });
        return new(new ConsistencyHistory(ops) { Lists = lists });
    }

    /// <summary>Enqueues and dequeues of mostly different elements.</summary>
    public static Drawn Queue(Random random, bool openDequeues)
    {
        Op[] ops = Intervals(random, 8);
        bool repeats = random.Next(4) == 0;
        List<long> state = [];
        long next = 1;
        Play(random, ops, (op, effect) =>
        {
            bool spoil = random.Next(10) == 0;
            if (random.Next(2) == 0)
            {
                (op.Kind, op.A) = (OpKind.Enqueue, repeats && random.Next(3) == 0 ? random.NextInt64(1, next + 1) : next++);
                if (effect)
                    state.Insert(spoil ? random.Next(state.Count + 1) : state.Count, op.A);
                return op;
            }

            op.Kind = OpKind.Dequeue;
            if (op.Ending == Ending.Unknown && !openDequeues)
                (op.Ending, op.End) = (Ending.Ok, op.Start + random.Next(9));
            op.B = spoil ? random.Next(1, 9) : state.Count == 0 ? Op.Nothing : state[0];
            if ((effect || op.Ending == Ending.Ok) && state.Count > 0)
                state.RemoveAt(0);
            if (op.Ending == Ending.Unknown)
                op.B = Op.Nothing;
            else if (op.B == Op.Nothing && random.Next(2) == 0)
                op.Ending = Ending.ValueDiffered;
            return op;
        });
        return new(new ConsistencyHistory(ops));
    }

    /// <summary>Ids, some made twice.</summary>
    public static Drawn UniqueIds(Random random)
    {
        Op[] ops = Intervals(random, 8);
        int spread = random.Next(8, 60);
        for (int i = 0; i < ops.Length; i++)
            (ops[i].Kind, ops[i].B) = (OpKind.Generate, random.Next(spread));
        Array.Sort(ops, (a, b) => a.Start.CompareTo(b.Start));
        return new(new ConsistencyHistory(ops));
    }

    /// <summary>Acquires and releases, with tokens, without, or mixed.</summary>
    public static Drawn Lock(Random random)
    {
        Op[] ops = Intervals(random, 8, gap: 1);
        int tokens = random.Next(4);
        int? holder = null;
        bool isLease = false;
        long greatest = 0;
        Play(random, ops, (op, effect) =>
        {
            bool spoil = random.Next(6) == 0;
            bool release = holder == op.Process || (spoil && random.Next(2) == 0);
            op.Kind = release ? OpKind.Release : OpKind.Acquire;
            (op.A, op.B) = (Op.Nothing, Op.Nothing);
            if (release)
            {
                holder = effect && holder == op.Process ? null : holder;
                return op;
            }

            bool mayTake = holder is null || isLease || spoil;
            if (op.Ending == Ending.Ok && !mayTake)
                op.Ending = Ending.NoEffect;
            if (!effect || !mayTake)
                return op;
            (holder, isLease) = (op.Process, tokens > 1 || (tokens == 1 && random.Next(2) == 0));
            if (isLease && op.Ending == Ending.Ok)
                op.B = spoil ? random.NextInt64(1, greatest + 2) : ++greatest;
            return op;
        });
        return new(new ConsistencyHistory(ops));
    }

    /// <summary>Acquires and releases of a lock that anyone may release; some are refused, a few wrongly.</summary>
    public static Drawn Mutex(Random random)
    {
        Op[] ops = Intervals(random, 8);
        bool refuses = random.Next(2) == 0;
        long state = 0;
        Play(random, ops, (op, effect) =>
        {
            bool spoil = random.Next(6) == 0;
            (op.Kind, op.A) = (OpKind.CompareAndSet, spoil ? 1 - state : random.Next(8) == 0 ? random.Next(2) : state);
            op.B = 1 - op.A;
            if (op.Ending == Ending.Ok && refuses && (op.A != state || random.Next(20) == 0))
                op.Ending = Ending.ValueDiffered;
            else if (effect)
                state = op.B;
            return op;
        });
        return new(new ConsistencyHistory(ops));
    }

    /// <summary>Transactions of reads and writes over two registers.</summary>
    public static Drawn MultiRegister(Random random)
    {
        Op[] ops = Intervals(random, 7);
        long[] state = [0, 0];
        List<MicroOp[]> transactions = [];
        Play(random, ops, (op, effect) =>
        {
            MicroOp[] steps = new MicroOp[random.Next(1, 4)];
            long[] own = [.. state];
            for (int s = 0; s < steps.Length; s++)
            {
                int key = random.Next(2);
                if (random.Next(2) == 0)
                    steps[s] = new(OpKind.Write, key, own[key] = random.Next(1, 4));
                else
                    steps[s] = new(OpKind.Read, key, random.Next(9) == 0 ? random.Next(4) : own[key]);
            }

            if (effect)
                state = own;
            (op.Kind, op.A) = (OpKind.Transaction, transactions.Count);
            transactions.Add(steps);
            return op;
        });
        return new(new ConsistencyHistory(ops) { Transactions = transactions, Keys = ["x", "y"] });
    }

    /// <summary>Transactions of appends and list reads over two keys.</summary>
    public static Drawn Transactions(Random random)
    {
        Op[] ops = Intervals(random, 6);
        Dictionary<int, List<long>> state = new() { [0] = [], [1] = [] };
        List<long[]> lists = [];
        List<MicroOp[]> transactions = [];
        long next = 1;
        bool sloppy = random.Next(3) == 0;
        Play(random, ops, (op, effect) =>
        {
            Dictionary<int, List<long>> own = state.ToDictionary(p => p.Key, p => new List<long>(p.Value));
            MicroOp[] steps = new MicroOp[random.Next(1, 4)];
            for (int s = 0; s < steps.Length; s++)
            {
                int key = random.Next(2);
                if (random.Next(2) == 0)
                {
                    steps[s] = new(OpKind.Append, key, next);
                    own[key].Add(next++);
                    continue;
                }

                List<long> seen = [.. sloppy && random.Next(3) == 0 ? state[key] : own[key]];
                if (random.Next(20) == 0 && seen.Count > 0)
                    seen.RemoveAt(random.Next(seen.Count));
                if (random.Next(20) == 0)
                    seen.Add(random.Next(1, 10));
                steps[s] = new(OpKind.Read, key, op.Ending == Ending.Ok ? lists.Count : Op.Nothing);
                lists.Add([.. seen]);
            }

            if (effect)
                state = own;
            op.Kind = OpKind.Transaction;
            op.A = transactions.Count;
            transactions.Add(steps);
            return op;
        });
        return new(new ConsistencyHistory(ops) { Lists = lists, Transactions = transactions, Keys = ["x", "y"] });
    }
}

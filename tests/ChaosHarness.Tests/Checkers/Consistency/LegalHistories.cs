using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>Correct histories of four clients from a seed, one generator per model, with values that are all different.</summary>
internal static class LegalHistories
{
    private const int Clients = 4;

    /// <summary>A correct history.</summary>
    public static ConsistencyHistory Of(ConsistencyModel model, int seed, int count)
    {
        Random random = new(seed);
        Op[] ops = Intervals(random, count);
        List<long[]> lists = [];
        List<MicroOp[]> transactions = [];
        Symbols texts = new();
        List<long> state = [];
        long next = 1;
        string text = "";
        int? holder = null;
        long[] registers = [0, 0, 0];
        FuzzObjects.Play(random, ops, (op, _) =>
        {
            bool reads = random.Next(2) == 0;
            switch (model)
            {
                case ConsistencyModel.KeyValue when reads:
                    (op.Kind, op.B) = (OpKind.Read, texts.Number(text));
                    break;
                case ConsistencyModel.KeyValue:
                    (op.Kind, op.A) = (OpKind.Append, texts.Number($"<{next}>"));
                    text += $"<{next++}>";
                    break;
                case ConsistencyModel.Counter:
                    (op.Kind, op.A) = (reads ? OpKind.Read : OpKind.Add, reads ? 0 : 1);
                    op.B = reads ? next : random.Next(2) == 0 ? ++next : Nothing(ref next);
                    break;
                case ConsistencyModel.List or ConsistencyModel.Set when reads:
                    (op.Kind, op.B) = (OpKind.Read, lists.Count);
                    lists.Add([.. state]);
                    break;
                case ConsistencyModel.List or ConsistencyModel.Set:
                    (op.Kind, op.A) = (model == ConsistencyModel.List ? OpKind.Append : OpKind.Insert, next);
                    state.Add(next++);
                    break;
                case ConsistencyModel.Queue when reads:
                    (op.Kind, op.B) = (OpKind.Dequeue, state.Count == 0 ? Op.Nothing : state[0]);
                    state = state.Count == 0 ? state : state[1..];
                    break;
                case ConsistencyModel.Queue:
                    (op.Kind, op.A) = (OpKind.Enqueue, next);
                    state.Add(next++);
                    break;
                case ConsistencyModel.Lock:
                    Lock(ref op, ref holder, ref next);
                    break;
                case ConsistencyModel.UniqueIds:
                    (op.Kind, op.B) = (OpKind.Generate, next++);
                    break;
                default:
                    Transaction(model, random, ref op, registers, state, lists, transactions, ref next);
                    break;
            }

            return op;
        });
        return new(ops) { Lists = lists, Transactions = transactions, Texts = texts, Keys = ["x", "y", "z"] };
    }

    private static long Nothing(ref long count)
    {
        count++;
        return Op.Nothing;
    }

    private static void Lock(ref Op op, ref int? holder, ref long next)
    {
        bool releases = holder == op.Process;
        (op.Kind, op.A, op.B) = (releases ? OpKind.Release : OpKind.Acquire, Op.Nothing, Op.Nothing);
        if (releases)
        {
            holder = null;
        }
        else if (holder is null)
        {
            (holder, op.B) = (op.Process, next++);
        }
        else
        {
            op.Ending = Ending.NoEffect;
        }
    }

    /// <summary>Three steps over three registers or lists (one list kept in each), or a bank's read or transfer.</summary>
    private static void Transaction(
        ConsistencyModel model, Random random, ref Op op, long[] registers, List<long> shared, List<long[]> lists,
        List<MicroOp[]> transactions, ref long next)
    {
        op.Kind = OpKind.Transaction;
        if (model == ConsistencyModel.Bank)
        {
            op.Kind = random.Next(2) == 0 ? OpKind.Read : OpKind.Transfer;
            (registers[0], registers[1]) = op.Kind == OpKind.Transfer ? (registers[0] - 1, registers[1] + 1) : (registers[0], registers[1]);
            (op.A, op.B) = (1, transactions.Count);
            transactions.Add([.. registers.Select((value, key) => new MicroOp(OpKind.Read, key, 1000 + value))]);
            return;
        }

        MicroOp[] steps = new MicroOp[3];
        for (int key = 0; key < steps.Length; key++)
        {
            bool reads = random.Next(2) == 0;
            if (model == ConsistencyModel.MultiRegister)
            {
                registers[key] = reads ? registers[key] : next++;
                steps[key] = new(reads ? OpKind.Read : OpKind.Write, key, registers[key]);
                continue;
            }

            // Elements of all lists in one: key * 100000 + number.
            long offset = key * 100_000L;
            if (reads)
            {
                steps[key] = new(OpKind.Read, key, lists.Count);
                lists.Add([.. shared.Where(e => e / 100_000 == key)]);
            }
            else
            {
                steps[key] = new(OpKind.Append, key, offset + next);
                shared.Add(offset + next++);
            }
        }

        op.A = transactions.Count;
        transactions.Add(steps);
    }

    private static Op[] Intervals(Random random, int count)
    {
        long[] free = new long[Clients];
        Op[] ops = new Op[count];
        for (int i = 0; i < count; i++)
        {
            int client = Array.IndexOf(free, free.Min());
            long start = free[client] + random.Next(10);
            ops[i] = new() { Start = start, End = start + 1 + random.Next(30), Process = client, Line = i + 1, Ending = Ending.Ok };
            free[client] = ops[i].End + 1;
        }

        return ops;
    }
}

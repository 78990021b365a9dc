using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>Small random histories with every feature mixed, from a seed.</summary>
internal static class Fuzz
{
    /// <summary>What a random register history may contain.</summary>
    internal sealed record Features(bool Unique, bool Cas, bool FailedCas, bool Unknown, bool Ties, bool Legal);

    /// <summary>Draws features.</summary>
    public static Features Draw(Random random) => new(
        random.Next(3) > 0, random.Next(2) == 0, random.Next(3) == 0, random.Next(2) == 0, random.Next(3) == 0,
        random.Next(2) == 0);

    /// <summary>A register history of up to <paramref name="most"/> operations.</summary>
    public static Op[] Register(Random random, Features features, int most, long initial)
    {
        int n = random.Next(2, most + 1);
        int clients = random.Next(1, 5);
        int values = features.Unique ? 100 : random.Next(2, 4);
        long next = 1;
        long[] free = new long[clients];
        List<long> used = [initial];
        Op[] ops = new Op[n];
        int span = features.Ties ? 4 : 40;
        for (int i = 0; i < n; i++)
        {
            int client = random.Next(clients);
            Op op = Shape(random, features, used, values, ref next);
            op.Start = free[client] + random.Next(span);
            op.End = op.Start + random.Next(span);
            op.Process = client;
            free[client] = op.End + (features.Ties ? random.Next(2) : 1);
            if (op.Ending == Ending.Unknown)
            {
                op.End = Op.Never;
            }

            ops[i] = op;
        }

        if (features.Legal)
            MakeNearlyLegal(random, ops, initial);
        Array.Sort(ops, (a, b) => a.Start.CompareTo(b.Start));
        return ops;
    }

    private static Op Shape(Random random, Features features, List<long> used, int values, ref long next)
    {
        long fresh = features.Unique ? next++ : random.Next(values);
        int kind = random.Next(features.Cas ? 4 : 3);
        Ending ending = features.Unknown && random.Next(4) == 0 ? Ending.Unknown
            : random.Next(12) == 0 ? Ending.NoEffect : Ending.Ok;
        if (kind < 2)
        {
            used.Add(fresh);
            return new() { Kind = OpKind.Write, A = fresh, Ending = ending };
        }

        long old = used[random.Next(used.Count)];
        if (kind == 2)
            return new() { Kind = OpKind.Read, B = random.Next(30) == 0 ? 77777 : old, Ending = ending };
        if (features.FailedCas && random.Next(2) == 0)
            ending = Ending.ValueDiffered;
        used.Add(fresh);
        return new() { Kind = OpKind.CompareAndSet, A = old, B = random.Next(20) == 0 ? old : fresh, Ending = ending };
    }

    /// <summary>Lets operations take effect at random times inside their intervals, so that most results fit.</summary>
    private static void MakeNearlyLegal(Random random, Op[] ops, long initial)
    {
        (double At, int Op)[] points = new (double, int)[ops.Length];
        for (int i = 0; i < ops.Length; i++)
        {
            double end = ops[i].End == Op.Never ? ops[i].Start + 60 : ops[i].End;
            points[i] = (ops[i].Start + random.NextDouble() * (end - ops[i].Start), i);
        }

        Array.Sort(points);
        long state = initial;
        foreach ((_, int i) in points)
        {
            ref Op op = ref ops[i];
            bool spoil = random.Next(25) == 0;
            if (op.Kind == OpKind.Read && !spoil)
                op.B = state;
            if (op.Kind == OpKind.CompareAndSet && op.Ending == Ending.Ok && !spoil)
                op.A = state;
            if (op.Kind == OpKind.CompareAndSet && op.Ending == Ending.ValueDiffered && op.A == state && !spoil)
                op.A = state + 1000;
            bool effect = op.Ending == Ending.Ok || (op.Ending == Ending.Unknown && random.Next(2) == 0);
            if (effect && op.Kind == OpKind.Write)
                state = op.A;
            if (effect && op.Kind == OpKind.CompareAndSet && op.A == state)
                state = op.B;
        }
    }

    /// <summary>A history as lines, for a failing test's message.</summary>
    public static string Show(Op[] ops) => string.Join('\n', ops.Select(o =>
        $"p{o.Process} [{o.Start},{(o.End == Op.Never ? "inf" : o.End)}] {o.Kind} a={o.A} b={o.B} {o.Ending}"));
}

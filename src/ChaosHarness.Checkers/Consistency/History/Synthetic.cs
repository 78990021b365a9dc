namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Histories of clients in closed loops on an atomic register, from a seed: for benchmarks and tests that need large
/// histories whose verdict is known. Without spoiled reads they are linearizable.
/// </summary>
internal static class Synthetic
{
    private const int LongestOperation = 100;

    /// <summary>A history over one or more registers.</summary>
    /// <param name="random">The seed.</param>
    /// <param name="count">Number of operations.</param>
    /// <param name="clients">Number of clients; one that does not learn an outcome goes on under a new name.</param>
    /// <param name="distinctValues">Values are drawn from so many; 0 makes all written values different.</param>
    /// <param name="unknownShare">Share of writes whose outcome is not learned.</param>
    /// <param name="casShare">Share of compare-and-sets; those that fail tell that the value differed.</param>
    /// <param name="keys">Number of registers.</param>
    public static Op[] Register(
        Random random, int count, int clients, int distinctValues, double unknownShare, double casShare, int keys = 1)
    {
        Op[] ops = new Op[count];
        long[] free = new long[clients];
        int[] process = [.. Enumerable.Range(0, clients)];
        int nextProcess = clients;
        (long At, int Op)[] points = new (long, int)[count];
        PriorityQueue<int, long> ready = new(Enumerable.Range(0, clients).Select(c => (c, (long)random.Next(LongestOperation))));
        long next = 0;
        for (int i = 0; i < count; i++)
        {
            ready.TryDequeue(out int client, out long start);
            long end = start + 1 + random.Next(LongestOperation);
            bool read = random.Next(2) == 0;
            bool cas = !read && random.NextDouble() < casShare;
            ops[i] = new()
            {
                Kind = read ? OpKind.Read : cas ? OpKind.CompareAndSet : OpKind.Write,
                Start = start, End = end, Process = process[client], Ending = Ending.Ok, Key = random.Next(keys), Line = i + 1,
            };
            long fresh = distinctValues == 0 ? ++next : random.Next(distinctValues);
            if (cas)
                ops[i].B = fresh;
            else if (!read)
                ops[i].A = fresh;
            points[i] = (start + random.NextInt64(end - start + 1), i);
            if (!read && random.NextDouble() < unknownShare)
            {
                (ops[i].Ending, ops[i].End) = (Ending.Unknown, Op.Never);
                process[client] = nextProcess++;
            }

            ready.Enqueue(client, end + 1 + random.Next(20));
        }

        Play(random, ops, points, distinctValues, keys);
        return ops;
    }

    /// <summary>Lets each operation take effect at its point.</summary>
    private static void Play(Random random, Op[] ops, (long At, int Op)[] points, int distinctValues, int keys)
    {
        Array.Sort(points);
        long[] value = new long[keys];
        Array.Fill(value, Op.Nothing);
        foreach ((_, int i) in points)
        {
            ref Op op = ref ops[i];
            ref long state = ref value[op.Key];
            if (op.Kind == OpKind.Read)
            {
                op.B = state;
            }
            else if (op.Kind == OpKind.CompareAndSet)
            {
                // Every second one expects something that is not there.
                bool fits = random.Next(2) == 0;
                op.A = fits ? state : distinctValues == 0 ? op.B - random.Next(1, 20) : random.Next(distinctValues);
                if (op.A == state)
                    state = op.Ending == Ending.Unknown && random.Next(2) == 0 ? state : op.B;
                else if (op.Ending == Ending.Ok)
                    op.Ending = Ending.ValueDiffered;
            }
            else if (op.Ending == Ending.Ok || random.Next(2) == 0)
            {
                state = op.A;
            }
        }
    }

    /// <summary>
    /// Lets some late reads show a value that was read long before. With few distinct values one such read is often
    /// legal still; several hardly ever are.
    /// </summary>
    public static void Spoil(Op[] ops, int reads = 1)
    {
        for (int k = 0; k < reads; k++)
        {
            int from = (int)(ops.Length * (0.75 + 0.2 * k / reads));
            int late = Array.FindIndex(ops, from, op => op.Kind == OpKind.Read && op.Ending == Ending.Ok);
            int early = Array.FindIndex(
                ops, ops.Length / 4, op => op.Kind == OpKind.Read && op.Key == ops[late].Key && op.B != ops[late].B);
            ops[late].B = ops[early].B;
        }
    }
}

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Judges histories: chooses the engine, uses all cores, certifies what holds and reduces what does not.</summary>
public static class ConsistencyChecker
{
    private const int WorthThreads = 20_000;

    /// <summary>Judges a history against a model.</summary>
    /// <param name="history">The history.</param>
    /// <param name="model">What the system promises.</param>
    /// <param name="options">How to check.</param>
    /// <param name="ct">Ends the check; a time limit belongs into the options.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ConsistencyResult Check(
        ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options, CancellationToken ct)
    {
        long started = options.Clock.GetTimestamp();
        SearchBudget budget = new(options.Budget, options.MemoryBudget, options.Clock, ct, options.Interrupt);
        ModelJudge first = ModelJudge.For(history, model, options);
        Partition partition = first.IsPerKey ? Partition.ByKey(history.Ops) : Partition.Whole(history.Ops);
        KeyAnswer[] answers = new KeyAnswer[partition.Keys];
        int threads = history.Count < WorthThreads ? 1 : Math.Min(options.Threads, partition.Keys);
        if (threads <= 1)
        {
            for (int key = 0; key < answers.Length; key++)
            {
                answers[key] = Ask(first, partition[key], budget, options);
                options.Decided?.Invoke(key + 1, answers.Length);
            }
        }
        else
        {
            AskAll(() => ModelJudge.For(history, model, options), partition, answers, threads, budget, options);
        }

        TimeSpan checkTime = options.Clock.GetElapsedTime(started);
        return Summary.Make(history, model, options, answers, checkTime, ct);
    }

    /// <summary>What was said about one key, and by which engine.</summary>
    internal readonly record struct KeyAnswer(EngineAnswer Answer, string Engine);

    /// <summary>Stands for the engine of keys that the budget left no time for.</summary>
    private const string NotAsked = "none";

    private static KeyAnswer Ask(ModelJudge judge, ReadOnlySpan<int> order, SearchBudget budget, ConsistencyOptions options)
    {
        if (order.IsEmpty)
            return new(EngineAnswer.Linearizable([]), "");
        if (!budget.HasTime())
            return new(EngineAnswer.OutOfBudget, NotAsked);
        (EngineAnswer answer, string engine) = judge.Decide(order, budget);
        return new(options.KeepWitnesses || answer.Witness is null ? answer : answer with { Witness = [] }, engine);
    }

    /// <summary>Judges the keys on several threads, largest first.</summary>
    private static void AskAll(
        Func<ModelJudge> makeJudge, Partition partition, KeyAnswer[] answers, int threads, SearchBudget budget,
        ConsistencyOptions options)
    {
        int[] sizes = new int[answers.Length];
        int[] keys = new int[answers.Length];
        for (int key = 0; key < keys.Length; key++)
            (keys[key], sizes[key]) = (key, -partition[key].Length);
        Array.Sort(sizes, keys);
        int next = -1;
        int decided = 0;
        Exception? failure = null;
        Thread[] workers = new Thread[threads];
        for (int t = 0; t < threads; t++)
        {
            workers[t] = new(Work, 16 << 20) { IsBackground = true };
            workers[t].Start();
        }

        foreach (Thread worker in workers)
            worker.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);

        void Work()
        {
            try
            {
                ModelJudge judge = makeJudge();
                for (int k = Interlocked.Increment(ref next); k < keys.Length; k = Interlocked.Increment(ref next))
                {
                    answers[keys[k]] = Ask(judge, partition[keys[k]], budget, options);
                    options.Decided?.Invoke(Interlocked.Increment(ref decided), keys.Length);
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, e, null);
                Interlocked.Exchange(ref next, keys.Length);
            }
        }
    }
}

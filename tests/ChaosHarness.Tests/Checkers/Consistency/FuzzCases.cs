using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>An engine, random histories for it, and the definition that it has to agree with.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Draw">Draws a history.</param>
/// <param name="Definition">Whether it is legal, by trying every order.</param>
/// <param name="Engine">The engine's answer.</param>
/// <param name="MayAbstain">Whether the engine may answer that it is not made for such a history.</param>
internal sealed record FuzzCase(
    string Name, Func<Random, FuzzObjects.Drawn> Draw, Func<FuzzObjects.Drawn, bool> Definition,
    Func<FuzzObjects.Drawn, SearchBudget, EngineAnswer> Engine, bool MayAbstain = false)
{
    /// <summary>Compares one seed: whether the history is legal, and what is wrong with the answer, or null.</summary>
    public (bool IsLegal, string? Problem) Compare(int seed, SearchBudget budget)
    {
        FuzzObjects.Drawn drawn = Draw(new Random(seed));
        bool truth = Definition(drawn);
        EngineAnswer answer = Engine(drawn, budget);
        if (MayAbstain && answer.Decision == Decision.NotApplicable)
            return (truth, null);
        bool agrees = answer.Decision == (truth ? Decision.Linearizable : Decision.Violated);
        bool certified = !truth || !agrees || answer.Witness is not null;
        if (agrees && certified)
            return (truth, null);
        string lists = string.Join(' ', drawn.History.Lists.Select(l => $"[{string.Join(' ', l)}]"));
        string transactions = string.Join('\n', drawn.History.Transactions.Select(t => string.Join(' ', t)));
        string what = agrees ? "no witness" : $"legal {truth}, engine {answer.Decision}";
        return (truth, $"{Name}, seed {seed}: {what}\n{Fuzz.Show(drawn.Ops)}\n{lists}\n{transactions}");
    }
}

/// <summary>All engines.</summary>
internal static class FuzzCases
{
    public static IReadOnlyList<FuzzCase> All { get; } =
    [
        new("register zones", Register, IsRegister,
            (d, _) => new ZoneEngine().Decide(d.Ops, Order(d), d.Initial), MayAbstain: true),
        new("register search", Register, IsRegister,
            (d, budget) => RegisterEngine.Search(d.Ops, Order(d), d.Initial, budget)),
        new("key-value search", FuzzObjects.KeyValue,
            d => BruteForce.IsLinearizable(d.Ops, new KeyValueSpecification(d.History.Texts, ""), ""),
            (d, budget) => SearchEngine.KeyValue(d.History, Order(d), "", budget)),
        new("counter bounds and search", FuzzObjects.Counter,
            d => BruteForce.IsLinearizable(d.Ops, new CounterSpecification(), 0),
            (d, budget) => new CounterEngine(d.History, new()).Decide(Order(d), budget)),
        new("list scan", random => FuzzObjects.List(random, set: false),
            d => BruteForce.IsLinearizable(d.Ops, new ListSpecification(d.History, false), ""),
            (d, budget) => new ListEngine(d.History).Decide(Order(d), budget)),
        new("list with repeated elements", random => FuzzObjects.List(random, set: false, repeats: true),
            d => BruteForce.IsLinearizable(d.Ops, new ListSpecification(d.History, false), ""),
            (d, budget) => new ListEngine(d.History).Decide(Order(d), budget)),
        new("set scan", random => FuzzObjects.List(random, set: true),
            d => BruteForce.IsLinearizable(d.Ops, new ListSpecification(d.History, true), ""),
            (d, _) => new SetEngine(d.History).Decide(Order(d))),
        new("set with repeated elements", random => FuzzObjects.List(random, set: true, repeats: true),
            d => BruteForce.IsLinearizable(d.Ops, new ListSpecification(d.History, true), ""),
            (d, _) => new SetEngine(d.History).Decide(Order(d))),
        new("queue", random => FuzzObjects.Queue(random, openDequeues: random.Next(2) == 0),
            d => BruteForce.IsLinearizable(d.Ops, new QueueSpecification(), []),
            (d, budget) => new QueueEngine(d.History).Decide(Order(d), budget)),
        new("lock", FuzzObjects.Lock,
            d => BruteForce.IsLinearizable(
                [.. LockVerifier.Telling(d.Ops, Order(d)).Select(i => d.Ops[i])], new LockSpecification(), LockState.Free),
            (d, budget) => new LockEngine(d.History).Decide(Order(d), budget)),
        new("multi-register search", FuzzObjects.MultiRegister,
            d => BruteForce.IsLinearizable(d.Ops, new MultiRegisterSpecification(d.History, 0, true), []),
            (d, budget) => SearchEngine.MultiRegister(d.History, Order(d), 0, true, budget)),
        new("transactions, strict serializability", FuzzObjects.Transactions,
            d => BruteForce.IsLinearizable(d.Ops, new TransactionSpecification(d.History), "|"),
            (d, _) => new ListAppendEngine(d.History, true).Decide()),
        new("transactions, serializability", FuzzObjects.Transactions,
            d => BruteForce.IsLinearizable(Timeless(d.Ops), new TransactionSpecification(d.History), "|"),
            (d, _) => new ListAppendEngine(d.History, false).Decide()),
        new("unique ids", FuzzObjects.UniqueIds,
            d => d.Ops.Where(o => o.Ending == Ending.Ok).GroupBy(o => o.B).All(g => g.Count() == 1),
            (d, _) => UniqueIds.Decide(d.History, Order(d))),
        new("bank", FuzzBank.Draw, FuzzBank.IsLegal, (d, _) => Bank.Decide(d.History, d.Options)),
    ];

    private static FuzzObjects.Drawn Register(Random random)
    {
        long initial = random.Next(3) == 0 ? Op.Nothing : 0;
        Op[] ops = Fuzz.Register(random, Fuzz.Draw(random), 9, initial);
        return new(new ConsistencyHistory(ops)) { Initial = initial };
    }

    private static bool IsRegister(FuzzObjects.Drawn drawn) =>
        BruteForce.IsLinearizable(drawn.Ops, new RegisterSpecification(), drawn.Initial);

    private static ReadOnlySpan<int> Order(FuzzObjects.Drawn drawn) => Partition.Whole(drawn.Ops)[0];

    /// <summary>The same operations, all concurrent.</summary>
    private static Op[] Timeless(Op[] ops) =>
        [.. ops.Select(op => op with { Start = 0, End = op.End == Op.Never ? Op.Never : 0 })];
}

using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>The other models' engines against the definition.</summary>
public sealed class ObjectFuzzTests
{
    private static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("CHAOS_FUZZ") ?? "30000", System.Globalization.CultureInfo.InvariantCulture);

    private static SearchBudget Budget => SearchBudget.Endless(TestContext.Current.CancellationToken);

    [Fact]
    public void Key_value_search_agrees_with_the_definition() => Compare(
        FuzzObjects.KeyValue,
        drawn => BruteForce.IsLinearizable(drawn.Ops, new KeyValueSpecification(drawn.History.Texts, ""), ""),
        drawn => SearchEngine.KeyValue(drawn.History, Partition.Whole(drawn.Ops)[0], "", Budget));

    [Fact]
    public void Counter_search_agrees_with_the_definition() => Compare(
        FuzzObjects.Counter,
        drawn => BruteForce.IsLinearizable(drawn.Ops, new CounterSpecification(), 0),
        drawn => SearchEngine.Counter(drawn.Ops, Partition.Whole(drawn.Ops)[0], 0, Budget));

    [Fact]
    public void List_scan_agrees_with_the_definition() => Compare(
        random => FuzzObjects.List(random, set: false),
        drawn => BruteForce.IsLinearizable(drawn.Ops, new ListSpecification(drawn.History, false), ""),
        drawn => new ListEngine(drawn.History).Decide(Partition.Whole(drawn.Ops)[0]));

    [Fact]
    public void Set_scan_agrees_with_the_definition() => Compare(
        random => FuzzObjects.List(random, set: true),
        drawn => BruteForce.IsLinearizable(drawn.Ops, new ListSpecification(drawn.History, true), ""),
        drawn => new SetEngine(drawn.History).Decide(Partition.Whole(drawn.Ops)[0]));

    [Fact]
    public void Queue_patterns_agree_with_the_definition() => Compare(
        random => FuzzObjects.Queue(random, openDequeues: false),
        drawn => BruteForce.IsLinearizable(drawn.Ops, new QueueSpecification(), []),
        drawn => new QueueEngine(drawn.History).Decide(Partition.Whole(drawn.Ops)[0], Budget));

    [Fact]
    public void Queue_engine_agrees_with_the_definition_when_dequeues_are_open() => Compare(
        random => FuzzObjects.Queue(random, openDequeues: true),
        drawn => BruteForce.IsLinearizable(drawn.Ops, new QueueSpecification(), []),
        drawn => new QueueEngine(drawn.History).Decide(Partition.Whole(drawn.Ops)[0], Budget));

    [Fact]
    public void Transaction_graph_agrees_with_the_definition_of_strict_serializability() => Compare(
        FuzzObjects.Transactions,
        drawn => BruteForce.IsLinearizable(drawn.Ops, new TransactionSpecification(drawn.History), "|"),
        drawn => new ListAppendEngine(drawn.History, true).Decide());

    [Fact]
    public void Transaction_graph_agrees_with_the_definition_of_serializability() => Compare(
        FuzzObjects.Transactions,
        drawn => BruteForce.IsLinearizable(Timeless(drawn.Ops), new TransactionSpecification(drawn.History), "|"),
        drawn => new ListAppendEngine(drawn.History, false).Decide());

    [Fact]
    public void Lock_engine_agrees_with_the_definition() => Compare(
        FuzzObjects.Lock,
        drawn => BruteForce.IsLinearizable(
            [.. LockVerifier.Telling(drawn.Ops, Partition.Whole(drawn.Ops)[0]).Select(i => drawn.Ops[i])],
            new LockSpecification(), LockState.Free),
        drawn => new LockEngine(drawn.History).Decide(Partition.Whole(drawn.Ops)[0], Budget));

    [Fact]
    public void Multi_register_search_agrees_with_the_definition() => Compare(
        FuzzObjects.MultiRegister,
        drawn => BruteForce.IsLinearizable(drawn.Ops, new MultiRegisterSpecification(drawn.History, 0, true), []),
        drawn => SearchEngine.MultiRegister(drawn.History, 0, true, Budget));

    /// <summary>The same operations, all concurrent.</summary>
    private static Op[] Timeless(Op[] ops) =>
        [.. ops.Select(op => op with { Start = 0, End = op.End == Op.Never ? Op.Never : 0 })];

    internal static void Compare(
        Func<Random, FuzzObjects.Drawn> draw, Func<FuzzObjects.Drawn, bool> definition,
        Func<FuzzObjects.Drawn, EngineAnswer> engine, bool mayAbstain = false)
    {
        int legal = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            FuzzObjects.Drawn drawn = draw(new Random(seed));
            bool truth = definition(drawn);
            legal += truth ? 1 : 0;
            Decision answer = engine(drawn).Decision;
            if (mayAbstain && answer == Decision.NotApplicable)
                continue;
            if (answer != (truth ? Decision.Linearizable : Decision.Violated))
            {
                string lists = string.Join(' ', drawn.History.Lists.Select(l => $"[{string.Join(' ', l)}]"));
                string transactions = string.Join('\n', drawn.History.Transactions.Select(t => string.Join(' ', t)));
                Assert.Fail($"seed {seed}: legal {truth}, engine {answer}\n{Fuzz.Show(drawn.Ops)}\n{lists}\n{transactions}");
            }
        }

        Assert.InRange(legal, Rounds / 10, Rounds - Rounds / 10);
    }
}

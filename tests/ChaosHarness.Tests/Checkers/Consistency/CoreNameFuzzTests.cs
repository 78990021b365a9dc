using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>
/// Named cores of random histories satisfy the definitions of their names, which are looked at here by listing the orders
/// of the core one by one, or by looking through the whole history.
/// </summary>
public sealed class CoreNameFuzzTests
{
    private const int MostListed = 6;
    private static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("CHAOS_FUZZ") ?? "3000", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Cores_of_mutexes()
    {
        Dictionary<Anomaly, int> names = Each(ConsistencyModel.Mutex, FuzzObjects.Mutex, (history, violation) =>
        {
            Op[] core = [.. violation.Core.Select(i => history.Ops[i])];
            return violation.Anomaly switch
            {
                Anomaly.DoubleAcquire => Orders(core).All(order => Finds(order, isAcquire: true)),
                Anomaly.UnheldRelease => Orders(core).All(order => Finds(order, isAcquire: false)),
                Anomaly.SpuriousFailure => IsSpurious(core, history.Ops[violation.Pair.Late]),
                _ => false,
            };
        });
        Assert.Equal([Anomaly.DoubleAcquire, Anomaly.UnheldRelease, Anomaly.SpuriousFailure], names.Keys.Order());
    }

    [Fact]
    public void Cores_of_registers()
    {
        Dictionary<Anomaly, int> names = Each(ConsistencyModel.Register, DrawRegister, (history, violation) =>
        {
            Op[] core = [.. violation.Core.Select(i => history.Ops[i])];
            (int early, int late) = violation.Pair;
            return violation.Anomaly switch
            {
                Anomaly.SpuriousFailure => IsSpurious(core, history.Ops[late]),
                Anomaly.StaleRead or Anomaly.LostAfterRecovery => history.Ops[early].End < history.Ops[late].Start,
                Anomaly.LostWrite => history.Ops[early] is { Ending: Ending.Ok } write && !Array.Exists(
                    history.Ops, o => o.Kind == OpKind.Read && o.Ending == Ending.Ok && o.Start > write.End
                        && o.B == (write.Kind == OpKind.Write ? write.A : write.B)),
                Anomaly.LostUpdate => history.Ops[late] is { Kind: OpKind.CompareAndSet, Ending: Ending.Ok }
                    && Orders(core).All(order => !IsLegal(order)),
                Anomaly.NotLinearizable => false,
                _ => true,
            };
        });
        Assert.Contains(Anomaly.SpuriousFailure, names.Keys);
        Assert.Contains(Anomaly.LostUpdate, names.Keys);
    }

    [Fact]
    public void Cores_of_transactions_over_registers()
    {
        Dictionary<Anomaly, int> names = Each(ConsistencyModel.MultiRegister, FuzzObjects.MultiRegister, (history, violation) =>
        {
            (int early, int late) = violation.Pair;
            int reader = violation.Anomaly == Anomaly.FutureRead && early >= 0 ? early : late;
            return violation.Anomaly switch
            {
                Anomaly.PhantomRead => Reads(history, reader).Any(r => !Writers(history, r).Any()),
                Anomaly.AbortedRead => Reads(history, reader).Any(r => Writers(history, r).Any()
                    && Writers(history, r).All(i => history.Ops[i].Ending == Ending.NoEffect)),
                Anomaly.FutureRead => Reads(history, reader).Any(r => Writers(history, r).All(
                    i => i == reader || history.Ops[i].Ending == Ending.NoEffect || history.Ops[i].Start > history.Ops[reader].End)),
                Anomaly.StaleRead or Anomaly.LostAfterRecovery => history.Ops[early].End < history.Ops[late].Start,
                Anomaly.LostWrite => !Enumerable.Range(0, history.Count).Any(i => history.Ops[i].Ending == Ending.Ok
                    && history.Ops[i].Start > history.Ops[early].End && Reads(history, i).Any(r => Writers(history, r).Contains(early))),
                Anomaly.FracturedRead => Reads(history, late).Select(r => r.Key).Distinct().Count() > 1,
                Anomaly.LostUpdate => Reads(history, late).Any(r => Steps(history, late).Any(w => w.Kind == OpKind.Write && w.Key == r.Key)),
                _ => violation.Anomaly != Anomaly.NotLinearizable,
            };
        });
        Assert.Contains(Anomaly.FutureRead, names.Keys);
        Assert.Contains(Anomaly.Internal, names.Keys);
    }

    /// <summary>Counts the names, and holds each against its definition; few cores may be left without a name.</summary>
    private static Dictionary<Anomaly, int> Each(
        ConsistencyModel model, Func<Random, FuzzObjects.Drawn> draw, Func<ConsistencyHistory, Violation, bool> isSo)
    {
        Dictionary<Anomaly, int> names = [];
        for (int seed = 0; seed < Rounds; seed++)
        {
            FuzzObjects.Drawn drawn = draw(new Random(seed));
            ConsistencyResult result = ConsistencyChecker.Check(
                drawn.History, model, new() { Initial = "0" }, TestContext.Current.CancellationToken);
            foreach (Violation violation in result.Violations)
            {
                names[violation.Anomaly] = names.GetValueOrDefault(violation.Anomaly) + 1;
                bool holds = violation.Anomaly == Anomaly.NotLinearizable || violation.Core.Count > MostListed || isSo(drawn.History, violation);
                Assert.True(holds, $"seed {seed}: {violation.Anomaly} {violation.Text}\n{Fuzz.Show(drawn.Ops)}");
                Assert.True(violation.Confirmed, $"seed {seed}: {violation.Anomaly} is not confirmed");
            }
        }

        names.Remove(Anomaly.NotLinearizable, out int unnamed);
        Assert.InRange(unnamed, 0, names.Values.Sum() / 10);
        return names;
    }

    private static FuzzObjects.Drawn DrawRegister(Random random) =>
        new(new ConsistencyHistory(Fuzz.Register(random, Fuzz.Draw(random), 10, 0)));

    /// <summary>Every order that time allows, with and without what is of unknown outcome.</summary>
    private static IEnumerable<Op[]> Orders(Op[] rest)
    {
        if (rest.All(o => o.End == Op.Never))
            yield return [];
        long firstEnd = rest.Select(o => o.End).DefaultIfEmpty(Op.Never).Min();
        for (int i = 0; i < rest.Length; i++)
        {
            if (rest[i].Start > firstEnd)
                continue;
            foreach (Op[] order in Orders([.. rest[..i], .. rest[(i + 1)..]]))
                yield return [rest[i], .. order];
        }
    }

    private static bool Finds(Op[] order, bool isAcquire)
    {
        bool isHeld = false;
        foreach (Op op in order.Where(o => o.Ending != Ending.ValueDiffered))
        {
            bool acquires = op.A == 0;
            if (acquires == isAcquire && isHeld == acquires)
                return true;
            isHeld = acquires;
        }

        return false;
    }

    /// <summary>Wherever the refused operation stands in an order that is legal but for it, it finds what it expected.</summary>
    private static bool IsSpurious(Op[] core, Op refused) => refused.Ending == Ending.ValueDiffered && Orders(core).All(order =>
        !IsLegal([.. order.Where(o => !o.Equals(refused))]) || !IsLegal(order));

    private static bool IsLegal(Op[] order)
    {
        long state = 0;
        return Array.TrueForAll(order, op => new RegisterSpecification().Step(ref state, op));
    }

    private static MicroOp[] Steps(ConsistencyHistory history, int i) => history.Transactions[(int)history.Ops[i].A];

    private static IEnumerable<MicroOp> Reads(ConsistencyHistory history, int i) => Steps(history, i).Where(s => s.Kind == OpKind.Read);

    private static IEnumerable<int> Writers(ConsistencyHistory history, MicroOp read) => Enumerable.Range(0, history.Count)
        .Where(i => Steps(history, i).Any(s => s.Kind == OpKind.Write && (s.Key, s.Value) == (read.Key, read.Value)));
}

using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Checking;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>Every violation found in random histories is reduced to a small core that the definition confirms.</summary>
public sealed class ReductionFuzzTests
{
    private static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("CHAOS_FUZZ") ?? "8000", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Register_cores_are_small_and_confirmed()
    {
        Dictionary<Anomaly, int> names = [];
        for (int seed = 0; seed < Rounds; seed++)
        {
            Random random = new(seed);
            Fuzz.Features features = Fuzz.Draw(random);
            Op[] ops = Fuzz.Register(random, features, 10, 0);

            // Values that repeat and failed updates may need every operation; a chain of updates needs its links.
            int most = features is { Unique: true, FailedCas: false } ? 8 : 10;
            ConsistencyResult result = ConsistencyChecker.Check(
                new ConsistencyHistory(ops), ConsistencyModel.Register, new() { Initial = "0" },
                TestContext.Current.CancellationToken);
            foreach (Violation violation in result.Violations)
            {
                names[violation.Anomaly] = names.GetValueOrDefault(violation.Anomaly) + 1;
                if (violation.Confirmed != true || violation.Core.Count > most)
                    Assert.Fail($"seed {seed}: {violation.Anomaly}, confirmed {violation.Confirmed}\n{Fuzz.Show(ops)}\n{string.Join('\n', violation.Operations)}");
                Assert.Contains(". ", violation.Text, StringComparison.Ordinal);
            }
        }

        Anomaly[] expected =
        [
            Anomaly.PhantomRead, Anomaly.AbortedRead, Anomaly.FutureRead, Anomaly.StaleRead, Anomaly.LostWrite,
            Anomaly.LostAfterRecovery, Anomaly.Resurrected, Anomaly.SplitBrainWrite,
        ];
        Assert.All(expected, name => Assert.True(names.ContainsKey(name), $"{name} was never seen"));
    }

    [Fact]
    public void Updates_that_each_need_the_other_one_first_are_a_circle()
    {
        Op[] ops =
        [
            new() { Kind = OpKind.CompareAndSet, A = 2, B = 1, Start = 0, End = 9, Ending = Ending.Ok },
            new() { Kind = OpKind.CompareAndSet, A = 1, B = 2, Start = 0, End = 9, Ending = Ending.Ok, Process = 1 },
        ];
        ConsistencyResult result = ConsistencyChecker.Check(
            new ConsistencyHistory(ops), ConsistencyModel.Register, new(), TestContext.Current.CancellationToken);
        Violation violation = Assert.Single(result.Violations);
        Assert.Equal(Anomaly.CircularUpdate, violation.Anomaly);
        Assert.True(violation.Confirmed);
    }

    [Fact]
    public void Key_value_cores_are_confirmed() => Confirmed(FuzzObjects.KeyValue, ConsistencyModel.KeyValue);

    [Fact]
    public void Counter_cores_are_confirmed() => Confirmed(FuzzObjects.Counter, ConsistencyModel.Counter);

    [Fact]
    public void List_cores_are_confirmed() => Confirmed(r => FuzzObjects.List(r, false), ConsistencyModel.List);

    [Fact]
    public void Set_cores_are_confirmed() => Confirmed(r => FuzzObjects.List(r, true), ConsistencyModel.Set);

    [Fact]
    public void Queue_cores_are_confirmed() => Confirmed(r => FuzzObjects.Queue(r, true), ConsistencyModel.Queue);

    [Fact]
    public void Lock_cores_are_confirmed() => Confirmed(FuzzObjects.Lock, ConsistencyModel.Lock);

    [Fact]
    public void Multi_register_cores_are_confirmed() =>
        Confirmed(FuzzObjects.MultiRegister, ConsistencyModel.MultiRegister, new() { Initial = "0" });

    [Fact]
    public void Transaction_cores_are_confirmed() =>
        Confirmed(FuzzObjects.Transactions, ConsistencyModel.ListAppend);

    private static void Confirmed(
        Func<Random, FuzzObjects.Drawn> draw, ConsistencyModel model, ConsistencyOptions? options = null)
    {
        int told = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            FuzzObjects.Drawn drawn = draw(new Random(seed));
            ConsistencyResult result = ConsistencyChecker.Check(
                drawn.History, model, options ?? new(), TestContext.Current.CancellationToken);
            foreach (Violation violation in result.Violations)
            {
                told++;
                if (violation.Confirmed == false)
                    Assert.Fail($"seed {seed}: {violation.Anomaly} {violation.Text}\n{string.Join('\n', violation.Operations)}\nall:\n{Fuzz.Show(drawn.Ops)}");
            }

            Assert.NotEqual(result.Verdict == Verdict.Fail, result.Violations.Count == 0);
        }

        Assert.InRange(told, Rounds / 20, int.MaxValue);
    }
}

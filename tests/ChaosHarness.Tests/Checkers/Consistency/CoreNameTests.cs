using System.Globalization;
using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Checking;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>
/// Each name that a core found by a search can have: a history that has it, and one that almost has it. Operations are
/// written as start, end and steps; an end of ~ is an unknown outcome, ! a failure without effect, ? a refusal.
/// </summary>
public sealed class CoreNameTests
{
    [Theory]
    [InlineData(Anomaly.DoubleAcquire, "0 1 cas:0:1; 2 3 cas:0:1", "0 1 cas:0:1; 1 ~ cas:1:0; 2 3 cas:0:1")]
    [InlineData(Anomaly.DoubleAcquire, "0 1 cas:0:1; 0 1 cas:0:1; 2 3 cas:1:0", "0 3 cas:0:1; 0 3 cas:0:1; 2 3 cas:1:0")]
    [InlineData(Anomaly.UnheldRelease, "0 1 cas:0:1; 2 3 cas:1:0; 4 5 cas:1:0", "0 1 cas:0:1; 2 3 cas:1:0; 3 ~ cas:0:1; 4 5 cas:1:0")]
    [InlineData(Anomaly.UnheldRelease, "0 1 cas:1:0; 2 3 cas:0:1", "0 2 cas:1:0; 2 3 cas:0:1")]
    [InlineData(Anomaly.SpuriousFailure, "0 1? cas:0:1", "0 1? cas:0:1; 1 3 cas:0:1")]
    public void A_mutex(Anomaly name, string has, string almost) => Named(ConsistencyModel.Mutex, name, has, almost);

    [Theory]
    [InlineData(Anomaly.SpuriousFailure, "0 1 w:1; 2 3? cas:1:2", "0 1 w:1; 0 ~ w:5; 2 3? cas:1:2")]
    [InlineData(Anomaly.SplitBrainWrite, "0 1 w:1; 2 9 cas:1:2; 2 9 cas:1:2", "0 1 w:1; 0 ~ w:1; 2 9 cas:1:2; 2 9 cas:1:2")]
    [InlineData(Anomaly.LostUpdate, "0 1 w:1; 2 3 w:1; 4 5 cas:1:2; 6 7 cas:1:2", "0 1 w:1; 2 9 w:1; 4 5 cas:1:2; 6 7 cas:1:2")]
    [InlineData(Anomaly.StaleRead, "0 1 w:1; 0 1 w:1; 2 3 w:2; 4 5 r:1; 6 7 r:2", "0 1 w:1; 0 1 w:1; 2 6 w:2; 4 5 r:1; 6 7 r:2")]
    [InlineData(Anomaly.LostWrite, "0 1 w:1; 0 1 w:1; 2 3 w:2; 4 5 r:1", "0 1 w:1; 0 ~ w:1; 2 3 w:2; 4 5 r:1")]
    [InlineData(Anomaly.LostAfterRecovery, "0 1 w:1; 0 1 w:1; 4 5 r:0", "0 1 w:1; 0 1 w:1; 0 ~ w:0; 4 5 r:0")]
    public void A_register(Anomaly name, string has, string almost) => Named(ConsistencyModel.Register, name, has, almost);

    [Theory]
    [InlineData(Anomaly.StaleRead, "0 1 w:a; 2 3 w:b; 4 5 r:a; 6 7 r:b", "0 1 w:a; 2 4 w:b; 4 5 r:a; 6 7 r:b")]
    [InlineData(Anomaly.LostWrite, "0 1 w:a; 2 3 app:ab; 4 5 r:a", "0 1 w:a; 2 ~ app:ab; 4 5 r:a")]
    [InlineData(Anomaly.LostAfterRecovery, "0 1 w:a; 2 3 app:ab; 4 5 r:", "0 1 w:a; 0 ~ w:; 2 3 app:ab; 4 5 r:; 6 7 w:a")]
    [InlineData(Anomaly.PhantomRead, "0 1 w:a; 2 3 app:ab; 4 5 r:b", "0 1 w:a; 2 3 app:ab; 0 ~ w:b; 4 5 r:b")]
    [InlineData(Anomaly.AbortedRead, "0 1 w:a; 2 3! app:ab; 4 5 r:aab", "0 1 w:a; 2 ~ app:ab; 4 5 r:aab")]
    public void A_text(Anomaly name, string has, string almost) => Named(ConsistencyModel.KeyValue, name, has, almost);

    [Theory]
    [InlineData(Anomaly.PhantomRead, "0 1 r:x:7", "0 1 r:x:7; 0 ~ w:x:7")]
    [InlineData(Anomaly.AbortedRead, "0 1! w:x:7; 2 3 r:x:7", "0 1 w:x:7; 2 3 r:x:7")]
    [InlineData(Anomaly.FutureRead, "0 1 r:x:7; 2 3 w:x:7", "0 2 r:x:7; 2 3 w:x:7")]
    [InlineData(Anomaly.Internal, "0 1 w:x:2; 2 3 w:x:1,r:x:2", "0 1 w:x:2; 2 3 r:x:2,w:x:1")]
    [InlineData(Anomaly.StaleRead, "0 1 w:x:1; 2 3 w:x:2; 4 5 r:x:1; 6 7 r:x:2", "0 1 w:x:1; 2 9 w:x:2; 4 5 r:x:1; 6 7 r:x:2")]
    [InlineData(Anomaly.LostWrite, "0 1 w:x:1; 2 3 w:x:2; 4 5 r:x:1", "0 1 w:x:1; 2 ~ w:x:2; 4 5 r:x:1")]
    [InlineData(Anomaly.LostAfterRecovery, "0 1 w:x:1; 2 3 r:x:0", "0 1 w:x:1; 0 ~ w:x:0; 2 3 r:x:0")]
    [InlineData(Anomaly.FracturedRead, "0 9 w:x:1,w:y:1; 0 9 r:x:1,r:y:0", "0 9 w:x:1; 0 9 w:y:1; 0 9 r:x:1,r:y:0")]
    [InlineData(Anomaly.LostUpdate, "0 9 r:x:0,w:x:1; 0 9 r:x:0,w:x:2", "0 9 r:x:0,w:x:1; 0 9 r:x:1,w:x:2")]
    [InlineData(Anomaly.WriteSkew, "0 9 r:x:0,w:y:1; 0 9 r:y:0,w:x:1", "0 9 r:x:0,w:y:1; 0 9 r:y:1,w:x:1")]
    public void Transactions_over_registers(Anomaly name, string has, string almost) =>
        Named(ConsistencyModel.MultiRegister, name, has, almost);

    /// <summary>A circle of three transactions is no pair that skews.</summary>
    [Fact]
    public void What_is_not_proven_has_no_special_name()
    {
        ConsistencyResult result = Check(ConsistencyModel.MultiRegister, "0 9 r:x:0,w:y:1; 0 9 r:y:0,w:z:1; 0 9 r:z:0,w:x:1");
        Assert.Equal(Anomaly.NotLinearizable, Assert.Single(result.Violations).Anomaly);
    }

    private static void Named(ConsistencyModel model, Anomaly name, string has, string almost)
    {
        Violation violation = Assert.Single(Check(model, has).Violations);
        Assert.True(violation.Anomaly == name, $"{violation.Anomaly}: {violation.Text}");
        Assert.True(violation.Confirmed);
        Assert.Matches(@"^[A-Z].*[^.]\. [A-Z].*\.$", violation.Text);
        ConsistencyResult result = Check(model, almost);
        Assert.True(result.Verdict == Verdict.Pass, string.Concat(result.Violations.Select(v => v.Text)));
    }

    private static ConsistencyResult Check(ConsistencyModel model, string text)
    {
        Symbols texts = new();
        List<MicroOp[]> transactions = [];
        Op[] ops = [.. text.Split("; ").Select((line, i) => Parse(line, texts, model, transactions) with { Process = i, Line = i + 1 })
            .OrderBy(op => op.Start)];
        ConsistencyHistory history = new(ops) { Texts = texts, Transactions = transactions, Keys = ["x", "y", "z"] };
        return ConsistencyChecker.Check(
            history, model, new() { Initial = model == ConsistencyModel.KeyValue ? null : "0" }, TestContext.Current.CancellationToken);
    }

    private static Op Parse(string line, Symbols texts, ConsistencyModel model, List<MicroOp[]> transactions)
    {
        string[] parts = line.Split(' ');
        Op op = new()
        {
            Start = Number(parts[0]), End = parts[1] == "~" ? Op.Never : Number(parts[1].TrimEnd('!', '?')),
            Ending = parts[1] == "~" ? Ending.Unknown : parts[1].EndsWith('!') ? Ending.NoEffect
                : parts[1].EndsWith('?') ? Ending.ValueDiffered : Ending.Ok,
        };
        if (model == ConsistencyModel.MultiRegister)
        {
            transactions.Add([.. parts[2].Split(',').Select(step => step.Split(':')).Select(s => new MicroOp(
                s[0] == "r" ? OpKind.Read : OpKind.Write, s[1][0] - 'x', Number(s[2])))]);
            return op with { Kind = OpKind.Transaction, A = transactions.Count - 1 };
        }

        string[] step = parts[2].Split(':');
        long[] values = [.. step[1..].Select(v => model == ConsistencyModel.KeyValue ? texts.Number(v) : Number(v))];
        return step[0] switch
        {
            "r" => op with { Kind = OpKind.Read, B = values[0] },
            "w" => op with { Kind = OpKind.Write, A = values[0] },
            "app" => op with { Kind = OpKind.Append, A = values[0] },
            _ => op with { Kind = OpKind.CompareAndSet, A = values[0], B = values[1] },
        };
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [Fact]
    public void One_update_of_a_version_that_nobody_wrote_is_no_second_one() =>
        Assert.Null(LostUpdates.TwoOnOneVersion([new() { Kind = OpKind.CompareAndSet, A = 5, B = 6, Start = 1, End = 2 }], Op.Nothing));
}

using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Checking;

namespace ChaosHarness.Tests.Checkers.Consistency;

public sealed class LabelledHistoryTests
{
    [Fact]
    public void Every_labelled_history_gets_its_verdict()
    {
        List<string> wrong = [];
        foreach (LabelledHistories.Labelled labelled in LabelledHistories.All())
        {
            (ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options) =
                LabelledHistories.Read(labelled);
            ConsistencyResult result =
                ConsistencyChecker.Check(history, model, options, TestContext.Current.CancellationToken);
            if (result.Verdict != (labelled.IsLinearizable ? Verdict.Pass : Verdict.Fail))
                wrong.Add($"{labelled.File}: {result.Verdict}");
        }

        Assert.Empty(wrong);
    }
}

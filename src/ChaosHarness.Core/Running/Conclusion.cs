using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Running;

/// <summary>
/// Judges what is on disk and writes the report. Whatever goes wrong here makes the run no better than Unknown, and
/// never takes a verdict away that was reached.
/// </summary>
internal sealed class Conclusion(RunParts parts, IRunRecord record)
{
    private const string Name = "harness";

    private readonly List<Finding> _trouble = [];

    /// <summary>Something that makes the run Unknown whatever the checkers say.</summary>
    public void Doubt(string text) => _trouble.Add(new(Verdict.Unknown, text));

    /// <summary>Saves the last of the evidence, reads all of it back, judges it, and writes the report.</summary>
    /// <param name="leftover">What could not be removed from the machine; null when all is gone.</param>
    public Assessment Reach(Scenario scenario, IReadOnlyList<FinalRead> reads, string? leftover)
    {
        Attempt("the final reads cannot be written", () => record.Save(reads));
        RunEvidence evidence = new(scenario, [], new History([], [""]), []);
        Attempt("the evidence cannot be read", () => evidence = record.Read(scenario));
        Assessment judged = parts.Judge(evidence);
        if (leftover is not null)
        {
            Doubt(leftover);
            judged = judged with { Class = VerdictClass.Leftovers };
        }

        Assessment assessment = Weakened(judged);
        Attempt("the report is not complete", () => record.Finish(scenario, evidence, assessment));
        return Weakened(assessment);
    }

    private Assessment Weakened(Assessment assessment)
    {
        if (_trouble.Count == 0)
            return assessment;
        CheckResult trouble = new(Name, "The harness itself", Verdict.Unknown, [.. _trouble]);
        return assessment with
        {
            Verdict = assessment.Verdict == Verdict.Fail ? Verdict.Fail : Verdict.Unknown,
            Class = assessment.Class == VerdictClass.Passed ? VerdictClass.Evidence : assessment.Class,
            Results = [.. assessment.Results.Where(r => r.Checker != Name), trouble],
        };
    }

    private void Attempt(string failure, Action deed)
    {
        try
        {
            deed();
        }
        catch (Exception exception)
        {
            foreach (Exception cause in exception is AggregateException many ? many.InnerExceptions : [exception])
            {
                Doubt($"{failure}: {cause.Message}");
                parts.Progress.Say($"{failure}: {cause.Message}");
            }
        }
    }
}

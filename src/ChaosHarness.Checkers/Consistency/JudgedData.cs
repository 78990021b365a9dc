using System.Globalization;
using ChaosHarness.Checking;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>What came of one kind of data of a run.</summary>
internal sealed record JudgedData(
    ConsistencyHistory History, ConsistencyModel Model, ConsistencyOptions Options, ConsistencyResult Result)
{
    /// <summary>Whether something could not be decided.</summary>
    public bool IsOpen => Result.Undecided.Count > 0;

    /// <summary>Whether anything was seen at all; without it nothing can contradict.</summary>
    public bool HasReads => Array.Exists(
        History.Ops, o => o.Ending == Ending.Ok && (o.Kind is OpKind.Read or OpKind.ReadLast || (o.Kind == OpKind.Add && o.B != Op.Nothing)));

    /// <summary>What was judged and how much of it contradicts, as a remark.</summary>
    public Finding Remark()
    {
        string kinds = string.Join(", ", Result.Violations.GroupBy(v => ConsistencyText.Name(v.Anomaly))
            .Select(g => $"{g.Key}{(g.Count() > 1 ? $" ({Wording.Of(g.Count())})" : "")}"));
        string found = Result.ViolationCount == 0 ? "no contradiction"
            : Result.ViolationCount > Result.Violations.Count
                ? $"{Count(Result.ViolationCount, "contradiction")}, the first {Result.Violations.Count} of them {kinds}"
                : $"{Count(Result.ViolationCount, "contradiction")}: {kinds}";
        return new(
            Verdict.Pass, $"{Count(Result.Keys, Kind)} with {Count(History.Count, "operation")} judged: {found}. {Result.Claim}");
    }

    /// <summary>One finding for each contradiction that is told, and one for the rest.</summary>
    public IEnumerable<Finding> Failures()
    {
        foreach (Violation violation in Result.Violations)
            yield return new(Verdict.Fail, $"{ConsistencyText.Name(violation.Anomaly)} on {Key(violation)}: {violation.Text}", Places(violation));
        if (Result.ViolationCount > Result.Violations.Count)
            yield return new(Verdict.Fail, $"{Count(Result.ViolationCount - Result.Violations.Count, "further contradiction")} in {Kind}s.");
    }

    /// <summary>The contradictions that are told, with their pictures.</summary>
    public IEnumerable<Contradiction> Contradictions() => Result.Violations.Select(violation => new Contradiction
    {
        Anomaly = ConsistencyText.Name(violation.Anomaly),
        Key = Key(violation),
        Text = violation.Text,
        Operations = violation.Operations,
        Evidence = Places(violation),
        Picture = ViolationPicture.Svg(History, Model, violation, Options),
    });

    private string Kind => Model switch
    {
        ConsistencyModel.List => "list", ConsistencyModel.Counter => "counter", _ => "register",
    };

    private string Key(Violation violation) => $"{RunHistory.SetOf(Model)}:{violation.Key}";

    /// <summary>Operations of final reads carry negative lines.</summary>
    private static string[] Places(Violation violation) =>
        [.. violation.Lines.Select(line => line > 0 ? $"history:{line}" : $"final-reads:{-line}")];

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}

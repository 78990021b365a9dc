using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Sanity;

/// <summary>
/// What every history keeps to, or nothing can be concluded from it: operations end after they started, a logical
/// client does one thing at a time and is not used again after an unknown outcome, written values are unique.
/// </summary>
internal static class HistoryRules
{
    private const int MostPlaces = 5;

    /// <summary>One finding for each rule that is broken.</summary>
    public static IEnumerable<Finding> Check(History history, int[] loadOfClass, CancellationToken ct)
    {
        List<Finding> findings = [];
        Add(findings, "operations end before they start", Backwards(history.Span()));
        Add(findings, "operations start more than a second before their schedule wanted them to", Early(history.Span()));
        ct.ThrowIfCancellationRequested();
        (List<int> busy, List<int> reused) = Processes(history.Span(), loadOfClass);
        Add(findings, "operations of a logical client overlap the one before", busy);
        Add(findings, "operations belong to a logical client that had an unknown outcome before", reused);
        ct.ThrowIfCancellationRequested();
        Add(findings, "writes have a value that was written before", Repeated(history.Span()));
        return findings;
    }

    private static void Add(List<Finding> findings, string what, List<int> places)
    {
        if (places.Count > 0)
        {
            findings.Add(new(
                Verdict.Unknown, $"{Wording.Of(places.Count)} {what}: the history cannot be judged.",
                [.. places.Take(MostPlaces).Select(HistoryAccess.Place)]));
        }
    }

    private static List<int> Backwards(ReadOnlySpan<Operation> operations)
    {
        List<int> bad = [];
        for (int i = 0; i < operations.Length; i++)
        {
            if (operations[i].End < operations[i].Start)
                bad.Add(i);
        }

        return bad;
    }

    private static List<int> Early(ReadOnlySpan<Operation> operations)
    {
        List<int> bad = [];
        for (int i = 0; i < operations.Length; i++)
        {
            if (operations[i].Start + TimeSpan.FromSeconds(1) < operations[i].Intended)
                bad.Add(i);
        }

        return bad;
    }

    private static (List<int> Busy, List<int> Reused) Processes(ReadOnlySpan<Operation> operations, int[] loadOfClass)
    {
        Dictionary<(int Load, int Process), (long End, bool IsOver)> last = [];
        List<int> busy = [], reused = [];
        for (int i = 0; i < operations.Length; i++)
        {
            ref readonly Operation op = ref operations[i];
            (int, int) process = (loadOfClass[op.Class], op.Process);
            if (last.TryGetValue(process, out (long End, bool IsOver) before))
            {
                if (before.IsOver)
                    reused.Add(i);
                else if (op.Start.Nanoseconds < before.End)
                    busy.Add(i);
            }

            last[process] = (op.End.Nanoseconds, op.Outcome is Outcome.Info or Outcome.Open);
        }

        return (busy, reused);
    }

    private static List<int> Repeated(ReadOnlySpan<Operation> operations)
    {
        int count = 0;
        foreach (ref readonly Operation op in operations)
            count += HasValue(op.Kind) ? 1 : 0;
        (long[] values, int[] writers) = (new long[count], new int[count]);
        for (int i = 0, next = 0; i < operations.Length; i++)
        {
            if (HasValue(operations[i].Kind))
                (values[next], writers[next++]) = (operations[i].Value, i);
        }

        Array.Sort(values, writers);
        List<int> bad = [];
        for (int i = 1; i < count; i++)
        {
            if (values[i] == values[i - 1])
                bad.Add(Math.Max(writers[i], writers[i - 1]));
        }

        return bad;
    }

    private static bool HasValue(OperationKind kind) =>
        kind is OperationKind.Append or OperationKind.Write or OperationKind.CompareAndSet;
}

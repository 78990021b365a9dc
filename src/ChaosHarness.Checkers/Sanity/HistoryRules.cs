using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Sanity;

/// <summary>
/// What every history keeps to, or nothing can be concluded from it: operations end after they started, a logical
/// client does one thing at a time and is not used again after an unknown outcome, written values are unique.
/// </summary>
internal static class HistoryRules
{
    private static readonly TimeSpan s_tooEarly = TimeSpan.FromSeconds(1);

    /// <summary>One finding for each rule that is broken.</summary>
    public static IEnumerable<Finding> Check(History history, int[] loadOfClass, CancellationToken ct)
    {
        Breaches backwards = new("operations end before they start");
        Breaches early = new("operations start more than a second before their schedule wanted them to");
        Breaches busy = new("operations of a logical client overlap the one before");
        Breaches reused = new("operations belong to a logical client that had an unknown outcome before");
        ClientTimes clients = new();
        OperationScan all = history.Operations.Scan(ct);
        while (all.MoveNext())
        {
            ref readonly Operation op = ref all.Current;
            if (op.End < op.Start)
                backwards.Add(all.Place);
            if (op.Start + s_tooEarly < op.Intended)
                early.Add(all.Place);
            ref long free = ref clients.FreeFrom(loadOfClass[op.Class], op.Process);
            if (free == ClientTimes.Never)
                reused.Add(all.Place);
            else if (op.Start.Nanoseconds < free)
                busy.Add(all.Place);
            free = op.Outcome is Outcome.Info or Outcome.Open ? ClientTimes.Never : op.End.Nanoseconds;
        }

        Breaches[] found = [backwards, early, busy, reused, Repeated(history, ct)];
        return [.. found.Where(b => b.Count > 0).Select(b => b.Finding())];
    }

    private static Breaches Repeated(History history, CancellationToken ct)
    {
        Breaches repeated = new("writes have a value that was written before");
        new ValueOrder(history.Operations).Each(
            HasValue,
            (in WrittenValues part) =>
            {
                for (int i = 1; i < part.Values.Length; i++)
                {
                    if (part.Values[i] == part.Values[i - 1])
                        repeated.Add(Math.Max(part.Writers[i].Place, part.Writers[i - 1].Place));
                }
            },
            ct);
        return repeated;
    }

    private static bool HasValue(OperationKind kind) =>
        kind is OperationKind.Append or OperationKind.Write or OperationKind.CompareAndSet;

    /// <summary>How often a rule is broken, and where first.</summary>
    private sealed class Breaches(string what)
    {
        private const int MostPlaces = 5;

        private readonly List<string> _places = [];

        public int Count { get; private set; }

        public void Add(int place)
        {
            if (Count++ < MostPlaces)
                _places.Add(HistoryAccess.Place(place));
        }

        public Finding Finding() =>
            new(Verdict.Unknown, $"{Wording.Of(Count)} {what}: the history cannot be judged.", _places);
    }
}

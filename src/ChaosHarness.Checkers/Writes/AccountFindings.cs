using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Writes;

/// <summary>What there is to say about the writes of each load.</summary>
internal sealed class AccountFindings(RunEvidence run, RunTimeline timeline, Ledger ledger, Authority authority)
{
    /// <summary>What is to be said of one load.</summary>
    public IEnumerable<Finding> Of(Tally tally, Accounting account)
    {
        if (tally.Unjudged > 0)
        {
            yield return new(
                Verdict.Unknown,
                $"{account.Load}: no node that speaks for the system was read for the keys of {Wording.Of(tally.Unjudged)} of {Wording.Of(tally.Started)} writes "
                + $"({MissingKeys()}), so nobody knows what became of them.");
        }

        yield return new(Verdict.Pass, $"{account.Load}: {Counts(account)}.", account.Lost > 0 ? account.Evidence : []);
        if (account.Duplicated > 0)
            yield return Bad(account, $"{Wording.Of(account.Duplicated)} writes were found more than once");
        if (account.Resurrected > 0)
            yield return Bad(account, $"{Wording.Of(account.Resurrected)} writes were found although their clients were told that they had failed");
        if (account.Unexpected > 0)
            yield return Bad(account, $"{Wording.Of(account.Unexpected)} values were found that nobody wrote", Strangers());
    }

    /// <summary>Which nodes still held lost writes when they were read earlier, or do not speak for the system.</summary>
    public IEnumerable<Finding> HeldElsewhere()
    {
        HashSet<long> lost = LostValues();
        if (lost.Count == 0)
            yield break;
        for (int i = 0; i < run.FinalReads.Count; i++)
        {
            FinalRead read = run.FinalReads[i];
            int held = authority.IsFinal(read) || read.Set == DataSets.Counters ? 0 : read.Values.Count(lost.Contains);
            if (held > 0)
                _held[read.Node] = (_held.GetValueOrDefault(read.Node).Count + held, $"final-reads:{i + 1}", read);
        }

        foreach ((string node, (int count, string place, FinalRead read)) in _held)
        {
            yield return new(
                Verdict.Pass,
                $"{node} still held {Wording.Of(count)} of the lost writes when it was read as {read.Role}{timeline.Told(read.At)}.", [place]);
        }
    }

    private readonly SortedDictionary<string, (int Count, string Place, FinalRead Read)> _held = new(StringComparer.Ordinal);

    private static Finding Bad(Accounting account, string what, IReadOnlyList<string>? places = null) =>
        new(Verdict.Fail, $"{account.Load}: {what}.", places ?? account.Evidence);

    private string Counts(Accounting account)
    {
        string text = $"{Wording.Of(account.Acknowledged)} acknowledged writes, {Wording.Of(account.Kept)} kept, {Wording.Of(account.Lost)} lost; "
            + $"{Wording.Of(account.IndeterminateFound + account.IndeterminateAbsent)} of unknown outcome, of which {Wording.Of(account.IndeterminateFound)} were found";
        if (account.Lost == 0)
            return text;
        IEnumerable<string> servers = account.ByServer.Where(s => s.Value.Lost > 0).Select(
            s => $"{(s.Key.Length > 0 ? s.Key : "an unnamed server")} {Wording.Of(s.Value.Lost)} of {Wording.Of(s.Value.Acknowledged)}");
        string when = account.LostBetween is { } between ? $", written{timeline.Told(between.From)} to{timeline.Told(between.To)}" : "";
        return $"{text}. Lost by the server that acknowledged them: {string.Join(", ", servers)}{when}";
    }

    private string[] Strangers() => [.. ledger.Fates.Strangers.Keys.Order().Take(20).Select(place => $"final-reads:{place + 1}")];

    private string MissingKeys()
    {
        SortedSet<string> keys = new(StringComparer.Ordinal);
        OperationScan all = run.History.Operations.Scan();
        while (keys.Count <= 100 && all.MoveNext())
        {
            ref readonly Operation op = ref all.Current;
            if (op.Kind.IsWrite() && !ledger.Fates.Fates[all.Place].HasFlag(Fate.Judged))
                keys.Add($"{DataSets.Of(op.Kind)}:{op.Key}");
        }

        return Wording.Some(keys);
    }

    private HashSet<long> LostValues()
    {
        HashSet<long> lost = [];
        OperationScan all = run.History.Operations.Scan();
        while (all.MoveNext())
        {
            if (ledger.Fates.Fates[all.Place].HasFlag(Fate.Lost) && all.Current.Kind != OperationKind.Increment)
                lost.Add(all.Current.Value);
        }

        return lost;
    }
}

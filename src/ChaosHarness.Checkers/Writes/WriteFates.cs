using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Writes;

/// <summary>The writes of a run and what became of each, as far as the final reads tell.</summary>
internal sealed class WriteFates
{
    private readonly Dictionary<int, int> _strangers = [];

    private WriteFates(int count) => Fates = new Fate[count];

    /// <summary>By place in the history.</summary>
    public Fate[] Fates { get; }

    /// <summary>Values that nobody wrote, by where they were found: <c>final-reads:LINE</c>, from 1.</summary>
    public IReadOnlyDictionary<int, int> Strangers => _strangers;

    /// <summary>Acknowledged increments that are missing beyond those whose own answer shows it, by key.</summary>
    public Dictionary<int, int> MissingIncrements { get; } = [];

    /// <summary>Increments that were done more often than asked for, by key.</summary>
    public Dictionary<int, int> ExtraIncrements { get; } = [];

    /// <summary>Judges every write.</summary>
    public static WriteFates Of(History history, int[] loadOfClass, Authority authority, CancellationToken ct)
    {
        OperationList operations = history.Operations;
        WriteFates fates = new(operations.Count);
        fates.MarkKnown(operations, authority, ct);
        ListFates.Judge(operations, authority, fates, ct);
        RegisterFates.Judge(operations, loadOfClass, authority, fates, ct);
        CounterFates.Judge(operations, authority, fates, ct);
        return fates;
    }

    /// <summary>Counts values that nobody wrote.</summary>
    public void AddStrangers(int place, int count)
    {
        if (count > 0)
            _strangers[place] = _strangers.GetValueOrDefault(place) + count;
    }

    private void MarkKnown(OperationList operations, Authority authority, CancellationToken ct)
    {
        Dictionary<(OperationKind, int), bool> known = [];
        OperationScan all = operations.Scan(ct);
        while (all.MoveNext())
        {
            ref readonly Operation op = ref all.Current;
            if (!op.Kind.IsWrite())
                continue;
            if (!known.TryGetValue((op.Kind, op.Key), out bool isKnown))
                known[(op.Kind, op.Key)] = isKnown = authority.Knows(DataSets.Of(op.Kind)!, op.Key);
            Fates[all.Place] = isKnown ? Fate.Judged : Fate.Unjudged;
        }
    }
}

using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Writes;

/// <summary>
/// Registers: a later write replaces an earlier one, so that a write is not there in the end does not mean that it was
/// lost. It was lost if the value found is older: if the write of that value had surely taken effect before the
/// acknowledged one began. A write has surely taken effect at its end when it ended Ok, and at the end of the first
/// read that saw its value. When nothing is found at all, every acknowledged write is lost.
/// </summary>
internal static class RegisterFates
{
    /// <summary>Judges all writes and compare-and-sets.</summary>
    /// <param name="loadOfClass">The load that each class belongs to, since only loads that write registers read them.</param>
    public static void Judge(
        OperationList operations, int[] loadOfClass, Authority authority, WriteFates fates, CancellationToken ct)
    {
        Dictionary<int, Survivor> survivors = [];
        foreach ((FinalRead read, int place) in authority.Of(DataSets.Registers))
            survivors[read.Key] = new(read.Values.Count == 0 ? Operation.Nothing : read.Values[0], place);
        if (survivors.Count == 0)
            return;
        HashSet<int> loads = FindWriters(operations.Scan(ct), loadOfClass, survivors, fates.Fates);
        FindReaders(operations.Scan(ct), loads, loadOfClass, survivors);
        foreach (Survivor survivor in survivors.Values)
            fates.AddStrangers(survivor.Place, survivor is { Value: not Operation.Nothing, Writer: < 0 } ? 1 : 0);
        MarkLost(operations.Scan(ct), survivors, fates.Fates);
    }

    /// <summary>Finds who wrote the surviving values; gives the loads that write registers.</summary>
    private static HashSet<int> FindWriters(
        OperationScan all, int[] loadOfClass, Dictionary<int, Survivor> survivors, Fate[] fates)
    {
        HashSet<int> loads = [];
        while (all.MoveNext())
        {
            ref readonly Operation op = ref all.Current;
            if (!IsWrite(op.Kind))
                continue;
            loads.Add(loadOfClass[op.Class]);
            if (!survivors.TryGetValue(op.Key, out Survivor? survivor) || op.Value != survivor.Value)
                continue;
            (survivor.Writer, survivor.Begun) = (all.Place, op.Start);
            survivor.TookEffectBy = op.Outcome == Outcome.Ok ? op.End.Nanoseconds : long.MaxValue;
            fates[all.Place] |= Fate.Found;
        }

        return loads;
    }

    private static void FindReaders(
        OperationScan all, HashSet<int> loads, int[] loadOfClass, Dictionary<int, Survivor> survivors)
    {
        foreach (ref readonly Operation op in all)
        {
            if (op is not { Kind: OperationKind.Read, Outcome: Outcome.Ok } || !loads.Contains(loadOfClass[op.Class])
                || !survivors.TryGetValue(op.Key, out Survivor? survivor) || op.Result != survivor.Value || survivor.Writer < 0)
                continue;
            // A read that saw the value before anybody wrote it is nonsense, and not for this checker to judge.
            if (op.End >= survivor.Begun)
                survivor.TookEffectBy = Math.Min(survivor.TookEffectBy, op.End.Nanoseconds);
        }
    }

    private static void MarkLost(OperationScan all, Dictionary<int, Survivor> survivors, Fate[] fates)
    {
        while (all.MoveNext())
        {
            ref readonly Operation op = ref all.Current;
            if (!IsWrite(op.Kind) || op.Outcome != Outcome.Ok || !survivors.TryGetValue(op.Key, out Survivor? survivor))
                continue;
            bool isLost = survivor.Value == Operation.Nothing
                || (survivor.Writer >= 0 && survivor.Writer != all.Place && op.Start.Nanoseconds > survivor.TookEffectBy);
            if (isLost)
                fates[all.Place] |= Fate.Lost;
        }
    }

    private static bool IsWrite(OperationKind kind) => kind is OperationKind.Write or OperationKind.CompareAndSet;

    /// <summary>The value a register held in the end.</summary>
    private sealed class Survivor(long value, int place)
    {
        public long Value { get; } = value;
        public int Place { get; } = place;
        public int Writer { get; set; } = -1;
        public Instant Begun { get; set; }
        public long TookEffectBy { get; set; } = long.MaxValue;
    }
}

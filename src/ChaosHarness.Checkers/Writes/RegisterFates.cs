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
        ReadOnlySpan<Operation> operations, int[] loadOfClass, Authority authority, WriteFates fates, CancellationToken ct)
    {
        Dictionary<int, Survivor> survivors = [];
        foreach ((FinalRead read, int place) in authority.Of(DataSets.Registers))
            survivors[read.Key] = new(read.Values.Count == 0 ? Operation.Nothing : read.Values[0], place);
        if (survivors.Count == 0)
            return;
        FindWriters(operations, survivors, fates.Fates);
        ct.ThrowIfCancellationRequested();
        FindReaders(operations, Loads(operations, loadOfClass), loadOfClass, survivors);
        ct.ThrowIfCancellationRequested();
        foreach (Survivor survivor in survivors.Values)
            fates.AddStrangers(survivor.Place, survivor is { Value: not Operation.Nothing, Writer: < 0 } ? 1 : 0);
        MarkLost(operations, survivors, fates.Fates);
    }

    private static HashSet<int> Loads(ReadOnlySpan<Operation> operations, int[] loadOfClass)
    {
        HashSet<int> loads = [];
        foreach (ref readonly Operation op in operations)
        {
            if (IsWrite(op.Kind))
                loads.Add(loadOfClass[op.Class]);
        }

        return loads;
    }

    private static void FindWriters(ReadOnlySpan<Operation> operations, Dictionary<int, Survivor> survivors, Fate[] fates)
    {
        for (int i = 0; i < operations.Length; i++)
        {
            ref readonly Operation op = ref operations[i];
            if (!IsWrite(op.Kind) || !survivors.TryGetValue(op.Key, out Survivor? survivor) || op.Value != survivor.Value)
                continue;
            survivor.Writer = i;
            survivor.TookEffectBy = op.Outcome == Outcome.Ok ? op.End.Nanoseconds : long.MaxValue;
            fates[i] |= Fate.Found;
        }
    }

    private static void FindReaders(
        ReadOnlySpan<Operation> operations, HashSet<int> loads, int[] loadOfClass, Dictionary<int, Survivor> survivors)
    {
        foreach (ref readonly Operation op in operations)
        {
            if (op is not { Kind: OperationKind.Read, Outcome: Outcome.Ok } || !loads.Contains(loadOfClass[op.Class])
                || !survivors.TryGetValue(op.Key, out Survivor? survivor) || op.Result != survivor.Value || survivor.Writer < 0)
                continue;
            // A read that saw the value before anybody wrote it is nonsense, and not for this checker to judge.
            if (op.End >= operations[survivor.Writer].Start)
                survivor.TookEffectBy = Math.Min(survivor.TookEffectBy, op.End.Nanoseconds);
        }
    }

    private static void MarkLost(ReadOnlySpan<Operation> operations, Dictionary<int, Survivor> survivors, Fate[] fates)
    {
        for (int i = 0; i < operations.Length; i++)
        {
            ref readonly Operation op = ref operations[i];
            if (!IsWrite(op.Kind) || op.Outcome != Outcome.Ok || !survivors.TryGetValue(op.Key, out Survivor? survivor))
                continue;
            bool isLost = survivor.Value == Operation.Nothing
                || (survivor.Writer >= 0 && survivor.Writer != i && op.Start.Nanoseconds > survivor.TookEffectBy);
            if (isLost)
                fates[i] |= Fate.Lost;
        }
    }

    private static bool IsWrite(OperationKind kind) => kind is OperationKind.Write or OperationKind.CompareAndSet;

    /// <summary>The value a register held in the end.</summary>
    private sealed class Survivor(long value, int place)
    {
        public long Value { get; } = value;
        public int Place { get; } = place;
        public int Writer { get; set; } = -1;
        public long TookEffectBy { get; set; } = long.MaxValue;
    }
}

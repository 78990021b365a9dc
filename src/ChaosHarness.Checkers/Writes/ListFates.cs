using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Writes;

/// <summary>
/// Appends: their values are unique, so an acknowledged one is kept if and only if its value is in the list in the end.
/// One sort of what was written and one of what was found, then a walk along both.
/// </summary>
internal static class ListFates
{
    /// <summary>Judges all appends.</summary>
    public static void Judge(ReadOnlySpan<Operation> operations, Authority authority, WriteFates fates, CancellationToken ct)
    {
        (long[] written, int[] writers) = Written(operations);
        ct.ThrowIfCancellationRequested();
        foreach ((FinalRead read, int place) in authority.Of(DataSets.Lists))
        {
            int strangers = 0;
            long[] found = [.. read.Values];
            Array.Sort(found);
            int at = 0;
            for (int i = 0; i < found.Length; i++)
            {
                at = Seek(written, at, found[i]);
                bool isKnown = at < written.Length && written[at] == found[i] && operations[writers[at]].Key == read.Key;
                if (isKnown)
                    fates.Fates[writers[at]] |= fates.Fates[writers[at]].HasFlag(Fate.Found) ? Fate.Twice : Fate.Found;
                else
                    strangers++;
            }

            fates.AddStrangers(place, strangers);
        }

        MarkLost(operations, fates.Fates);
    }

    private static (long[] Values, int[] Writers) Written(ReadOnlySpan<Operation> operations)
    {
        int count = 0;
        foreach (ref readonly Operation op in operations)
            count += op.Kind == OperationKind.Append ? 1 : 0;
        (long[] values, int[] writers) = (new long[count], new int[count]);
        for (int i = 0, next = 0; i < operations.Length; i++)
        {
            if (operations[i].Kind != OperationKind.Append)
                continue;
            (values[next], writers[next]) = (operations[i].Value, i);
            next++;
        }

        Array.Sort(values, writers);
        return (values, writers);
    }

    /// <summary>The place of the first value not less than this one: a few steps, then by halves.</summary>
    private static int Seek(long[] sorted, int from, long value)
    {
        int step = 1, low = from, high = from;
        while (high < sorted.Length && sorted[high] < value)
        {
            low = high + 1;
            high += step;
            step *= 2;
        }

        high = Math.Min(high, sorted.Length);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static void MarkLost(ReadOnlySpan<Operation> operations, Fate[] fates)
    {
        for (int i = 0; i < fates.Length; i++)
        {
            ref readonly Operation op = ref operations[i];
            if (op is { Kind: OperationKind.Append, Outcome: Outcome.Ok } && fates[i] == Fate.Judged)
                fates[i] |= Fate.Lost;
        }
    }
}

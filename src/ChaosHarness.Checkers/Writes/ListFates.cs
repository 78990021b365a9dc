using System.Runtime.InteropServices;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Writes;

/// <summary>
/// Appends: their values are unique, so an acknowledged one is kept if and only if its value is in the list in the end.
/// What was written and what was found are sorted, some of both at a time, and walked along.
/// </summary>
internal static class ListFates
{
    /// <summary>Judges all appends.</summary>
    public static void Judge(OperationList operations, Authority authority, WriteFates fates, CancellationToken ct)
    {
        (FinalRead Read, int Place)[] lists = [.. authority.Of(DataSets.Lists)];
        if (lists.Length == 0)
            return;
        List<long> found = [];
        new ValueOrder(operations).Each(
            static kind => kind == OperationKind.Append,
            (in WrittenValues written) =>
            {
                foreach ((FinalRead read, int place) in lists)
                    fates.AddStrangers(place, Match(written, read.Key, Between(read.Values, written.From, written.To, found), fates.Fates));
            },
            ct);
        MarkLost(operations.Scan(ct), fates.Fates);
    }

    /// <summary>Marks what was found; gives how many values nobody wrote to this key.</summary>
    private static int Match(in WrittenValues written, int key, ReadOnlySpan<long> found, Fate[] fates)
    {
        int strangers = 0, at = 0;
        foreach (long value in found)
        {
            at = Seek(written.Values, at, value);
            if (at == written.Values.Length || written.Values[at] != value || written.Writers[at].Key != key)
            {
                strangers++;
                continue;
            }

            ref Fate fate = ref fates[written.Writers[at].Place];
            fate |= fate.HasFlag(Fate.Found) ? Fate.Twice : Fate.Found;
        }

        return strangers;
    }

    /// <summary>The values of a list that lie between two bounds, ascending, in a list that is used again.</summary>
    private static ReadOnlySpan<long> Between(IReadOnlyList<long> list, long from, long to, List<long> into)
    {
        into.Clear();
        for (int i = 0; i < list.Count; i++)
        {
            long value = list[i];
            if (value >= from && value <= to)
                into.Add(value);
        }

        into.Sort();
        return CollectionsMarshal.AsSpan(into);
    }

    /// <summary>The place of the first value not less than this one: a few steps, then by halves.</summary>
    private static int Seek(ReadOnlySpan<long> sorted, int from, long value)
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

    private static void MarkLost(OperationScan all, Fate[] fates)
    {
        while (all.MoveNext())
        {
            ref readonly Operation op = ref all.Current;
            ref Fate fate = ref fates[all.Place];
            if (op is { Kind: OperationKind.Append, Outcome: Outcome.Ok } && fate == Fate.Judged)
                fate |= Fate.Lost;
        }
    }
}

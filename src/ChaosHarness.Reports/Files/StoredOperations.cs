using System.Runtime.CompilerServices;
using ChaosHarness.Histories;

namespace ChaosHarness.Reports.Files;

/// <summary>
/// The operations in history files, merged by start. What is on the heap is their order, four bytes for each operation,
/// and not even that where one worker recorded all of them in order.
/// </summary>
internal sealed class StoredOperations : OperationList
{
    private readonly HistoryFile[] _files;
    private readonly int[]? _order;

    /// <param name="files">The files, their records numbered through.</param>
    public StoredOperations(IReadOnlyList<HistoryFile> files)
    {
        _files = [.. files.Where(f => f.Count > 0)];
        Count = _files.Length == 0 ? 0 : checked(_files[^1].First + _files[^1].Count);
        _order = _files is [{ IsAscending: true }] ? null : Merge(_files, Count);
    }

    public override int Count { get; }

    public override Operation this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return Operation(_files, _order is null ? index : _order[index]);
        }
    }

    public override void Read(int first, Span<Operation> into)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)first, (uint)(Count - into.Length));
        (HistoryFile[] files, int[]? order) = (_files, _order);
        for (int i = 0; i < into.Length; i++)
            into[i] = Operation(files, order is null ? first + i : order[first + i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Operation Operation(HistoryFile[] files, int record)
    {
        int file = files.Length - 1;
        while (files[file].First > record)
            file--;
        return files[file].Operation(record);
    }

    /// <summary>The numbers of all records by start; of equal starts by number.</summary>
    private static int[] Merge(IReadOnlyList<HistoryFile> files, int count)
    {
        int[] order = new int[count];
        List<IEnumerator<(long Start, int Record)>> sources = [.. files.Select(f => f.Ascending().GetEnumerator())];
        sources.RemoveAll(s => !s.MoveNext());
        (long Start, int Record)[] heads = [.. sources.Select(s => s.Current)];
        for (int place = 0; place < count; place++)
        {
            int least = 0;
            for (int i = 1; i < sources.Count; i++)
            {
                if (heads[i].CompareTo(heads[least]) < 0)
                    least = i;
            }

            order[place] = heads[least].Record;
            heads[least] = sources[least].MoveNext() ? sources[least].Current : (long.MaxValue, int.MaxValue);
        }

        return order;
    }
}

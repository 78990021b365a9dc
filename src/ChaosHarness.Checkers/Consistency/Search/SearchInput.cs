namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// A partition made ready for the search: operations that say something, numbered by start; returns in order; a slot
/// for each operation, free again after its return. Operations of unknown outcome never return and keep their slot.
/// </summary>
internal sealed class SearchInput
{
    private SearchInput(Op[] history, int[] members) => (History, Members) = (history, members);

    /// <summary>The whole history.</summary>
    public Op[] History { get; }

    /// <summary>From operation number to index in the history.</summary>
    public int[] Members { get; }

    /// <summary>Operation numbers in the order of their returns.</summary>
    public int[] Returns { get; private set; } = [];

    /// <summary>For each return, how many operations have been called by then (calls before returns at equal times).</summary>
    public int[] CalledBy { get; private set; } = [];

    /// <summary>The first return that does not come before an operation's call.</summary>
    public int[] CallAt { get; private set; } = [];

    /// <summary>Position of an operation's return, or <see cref="int.MaxValue"/>.</summary>
    public int[] ReturnAt { get; private set; } = [];

    /// <summary>The slot of each operation.</summary>
    public int[] Slot { get; private set; } = [];

    /// <summary>Number of slots.</summary>
    public int Slots { get; private set; }

    /// <summary>An operation by its number.</summary>
    public ref readonly Op this[int number] => ref History[Members[number]];

    /// <summary>Prepares the given operations, which have to be ordered by start.</summary>
    public static SearchInput From(Op[] history, int[] members)
    {
        SearchInput input = new(history, members);
        input.OrderReturns();
        input.AssignSlots();
        return input;
    }

    private void OrderReturns()
    {
        int n = Members.Length;
        long[] ends = new long[n];
        int[] numbers = new int[n];
        int count = 0;
        for (int i = 0; i < n; i++)
        {
            if (this[i].End == Op.Never)
                continue;
            ends[count] = this[i].End;
            numbers[count++] = i;
        }

        AdaptiveSort.Sort(ends.AsSpan(0, count), numbers.AsSpan(0, count));
        Returns = numbers[..count];
        CalledBy = new int[count];
        CallAt = new int[n];
        ReturnAt = new int[n];
        Array.Fill(ReturnAt, int.MaxValue);
        int called = 0;
        for (int r = 0; r < count; r++)
        {
            ReturnAt[Returns[r]] = r;
            while (called < n && this[called].Start <= ends[r])
                CallAt[called++] = r;
            CalledBy[r] = called;
        }

        for (; called < n; called++)
            CallAt[called] = count;
    }

    private void AssignSlots()
    {
        Slot = new int[Members.Length];
        Stack<int> free = new();
        int called = 0;
        for (int r = 0; r < Returns.Length; r++)
        {
            for (; called < CalledBy[r]; called++)
                Slot[called] = free.TryPop(out int slot) ? slot : Slots++;
            free.Push(Slot[Returns[r]]);
        }
    }
}

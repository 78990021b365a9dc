namespace ChaosHarness.Checkers.Consistency;

/// <summary>Sorts numbers that are nearly in order already, as times of a recording are.</summary>
internal static class AdaptiveSort
{
    private const int MovesPerItem = 8;

    /// <summary>Sorts keys ascending and moves the items with them: linear when almost sorted, n log n otherwise.</summary>
    public static void Sort(Span<long> keys, Span<int> items)
    {
        long budget = (long)keys.Length * MovesPerItem;
        for (int i = 1; i < keys.Length; i++)
        {
            long key = keys[i];
            if (keys[i - 1] <= key)
                continue;
            int item = items[i];
            int j = i - 1;
            for (; j >= 0 && keys[j] > key; j--)
            {
                keys[j + 1] = keys[j];
                items[j + 1] = items[j];
            }

            keys[j + 1] = key;
            items[j + 1] = item;
            budget -= i - j;
            if (budget < 0)
            {
                keys.Sort(items);
                return;
            }
        }
    }
}

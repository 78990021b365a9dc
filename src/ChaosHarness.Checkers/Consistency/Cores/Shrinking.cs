namespace ChaosHarness.Checkers.Consistency;

/// <summary>Leaves out as much of a list as possible, larger pieces first (Zeller's delta debugging).</summary>
internal static class Shrinking
{
    /// <summary>A shorter list that still fails; from which, time permitting, nothing single can be left out.</summary>
    /// <param name="items">What fails.</param>
    /// <param name="stillFails">Whether a shorter list still fails.</param>
    /// <param name="hasTime">Ends it early.</param>
    public static List<T> Shrink<T>(List<T> items, Func<List<T>, bool> stillFails, Func<bool> hasTime)
    {
        int chunk = Math.Max(1, items.Count / 2);
        while (true)
        {
            bool shrank = false;
            for (int at = 0; at < items.Count && hasTime();)
            {
                List<T> shorter = [.. items[..at], .. items[Math.Min(items.Count, at + chunk)..]];
                if (stillFails(shorter))
                    (items, shrank) = (shorter, true);
                else
                    at += chunk;
            }

            if (!hasTime() || (chunk == 1 && !shrank))
                return items;
            chunk = Math.Max(1, shrank && chunk == 1 ? 1 : chunk / 2);
        }
    }
}

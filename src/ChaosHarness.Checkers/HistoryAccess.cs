using System.Globalization;
using ChaosHarness.Histories;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers;

/// <summary>Ways to look at a history that checkers share.</summary>
internal static class HistoryAccess
{
    /// <summary>Whether it may change what is stored.</summary>
    public static bool IsWrite(this OperationKind kind) =>
        kind is OperationKind.Append or OperationKind.Write or OperationKind.Increment or OperationKind.CompareAndSet;

    /// <summary>For every name index: the place of the load among the scenario's whose class it names, or -1.</summary>
    public static int[] LoadOfClass(this History history, IReadOnlyList<LoadSpec> loads)
    {
        int[] load = new int[history.Names.Count];
        for (int name = 0; name < load.Length; name++)
            load[name] = IndexOf(loads, history.Names[name]);
        return load;
    }

    /// <summary>Where a reader finds an operation: its place in the history, from 1.</summary>
    public static string Place(int index) => string.Create(CultureInfo.InvariantCulture, $"history:{index + 1}");

    private static int IndexOf(IReadOnlyList<LoadSpec> loads, string name)
    {
        int found = -1;
        for (int i = 0; i < loads.Count; i++)
        {
            bool fits = name == loads[i].Name || name.StartsWith(loads[i].Name + ".", StringComparison.Ordinal);
            if (fits && (found < 0 || loads[i].Name.Length > loads[found].Name.Length))
                found = i;
        }

        return found;
    }
}

using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Writes;

/// <summary>The data sets that workloads write to, as <see cref="FinalRead.Set"/> names them.</summary>
internal static class DataSets
{
    /// <summary>Lists that operations append to.</summary>
    public const string Lists = "doc";

    /// <summary>Registers.</summary>
    public const string Registers = "reg";

    /// <summary>Counters.</summary>
    public const string Counters = "ctr";

    private const string CountersToo = "ctr";

    /// <summary>The name used here for a set, whichever of its names a reader uses.</summary>
    public static string Named(string set) => set == CountersToo ? Counters : set;

    /// <summary>The keys that somebody wrote to, or tried to.</summary>
    public static IReadOnlySet<(string Set, int Key)> Written(OperationList operations, CancellationToken ct)
    {
        HashSet<(string, int)> keys = [];
        foreach (ref readonly Operation op in operations.Scan(ct))
        {
            if (Of(op.Kind) is { } set)
                keys.Add((set, op.Key));
        }

        return keys;
    }

    /// <summary>The set an operation of a kind works on; null when it writes nothing.</summary>
    public static string? Of(OperationKind kind) => kind switch
    {
        OperationKind.Append => Lists,
        OperationKind.Write or OperationKind.CompareAndSet => Registers,
        OperationKind.Increment => Counters,
        _ => null,
    };
}

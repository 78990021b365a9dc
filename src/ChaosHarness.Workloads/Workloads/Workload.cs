using ChaosHarness.Histories;
using ChaosHarness.Workloads.Clients;

namespace ChaosHarness.Workloads.Workloads;

/// <summary>A kind of load: which data it keeps and what it does to it.</summary>
/// <param name="Name">Its name in scenario files.</param>
/// <param name="Help">One line for people.</param>
/// <param name="Set">The data it keeps.</param>
/// <param name="Change">What it does when it does not read.</param>
/// <param name="FirstKey">
/// Its lowest key. Workloads on different kinds of data never share a key, so that a key alone says what it holds.
/// </param>
internal sealed record Workload(string Name, string Help, DataSet Set, OperationKind Change, int FirstKey)
{
    /// <summary>The consistency model that its history is judged by, as its data behaves; null when it stores nothing.</summary>
    public string? Model => Change switch
    {
        OperationKind.Append => "list",
        OperationKind.Write or OperationKind.CompareAndSet => "register",
        OperationKind.Increment => "counter",
        _ => null,
    };

    /// <summary>Every workload there is.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("documents", "appends unique ids to documents and reads their last one", DataSet.Documents, OperationKind.Append, 0),
        new("append", "the same as documents, said of lists", DataSet.Documents, OperationKind.Append, 0),
        new("register", "writes unique values to registers and reads them", DataSet.Registers, OperationKind.Write, 1_000_000),
        new("counter", "increments counters and reads them", DataSet.Counters, OperationKind.Increment, 2_000_000),
        new("probe", "asks for an answer and nothing else", DataSet.Documents, OperationKind.Probe, 0),
    ];

    /// <exception cref="FormatException">There is no such workload.</exception>
    public static Workload Find(string name) => All.FirstOrDefault(w => w.Name == name)
        ?? throw new FormatException($"there is no workload '{name}'; known: {string.Join(", ", All.Select(w => w.Name))}.");
}

using ChaosHarness.Checkers.Writes;
using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Makes histories to be judged of a run's operations and final reads.</summary>
internal static class RunHistory
{
    /// <summary>
    /// The operations that belong to a model, with the authoritative final reads of their keys. Loads that write in one
    /// way share their keys; a read belongs to the way its load writes, and says nothing when that load writes in several.
    /// </summary>
    public static ConsistencyHistory Of(RunEvidence evidence, ConsistencyModel model)
    {
        OperationList all = evidence.History.Operations;
        int[] loadOfClass = evidence.History.LoadOfClass(evidence.Scenario.Loads);
        string wanted = SetOf(model);
        Dictionary<int, string?> sets = [];
        foreach (ref readonly Operation operation in all.Scan())
        {
            if (DataSets.Of(operation.Kind) is { } set)
            {
                int load = loadOfClass[operation.Class];
                sets[load] = !sets.TryGetValue(load, out string? known) || known == set ? set : null;
            }
        }

        ChaosRecords.Converter converter = new(new() { Model = model }, Servers(evidence));
        RunNames names = new(evidence, loadOfClass);
        HashSet<int> keys = [];
        int processes = 0;
        foreach (ref readonly Operation operation in all.Scan())
        {
            processes = Math.Max(processes, operation.Process + 1);
            string? set = operation.Kind == OperationKind.Read
                ? sets.GetValueOrDefault(loadOfClass[operation.Class]) : DataSets.Of(operation.Kind);
            if (set != wanted)
            {
                converter.Skip();
                continue;
            }

            keys.Add(operation.Key);
            names.Add(operation);
            converter.Add(operation);
        }

        foreach ((FinalRead read, int place) in new Authority(evidence.FinalReads, keys.Select(k => (wanted, k))).Of(wanted))
        {
            if (keys.Contains(read.Key))
                converter.Add(read, place + 1, processes);
        }

        return converter.Build(names.OfClient, names.OfValue);
    }

    /// <summary>Names by index; those of servers are the nodes' own where these are known.</summary>
    private static string[] Servers(RunEvidence evidence) =>
        [.. evidence.History.Names.Select(n => ServerNames.NodeOf(evidence.Scenario.Stack, n) ?? n)];

    /// <summary>The data set that a model judges, as <see cref="FinalRead.Set"/> names it.</summary>
    public static string SetOf(ConsistencyModel model) => model switch
    {
        ConsistencyModel.List => DataSets.Lists,
        ConsistencyModel.Counter => DataSets.Counters,
        _ => DataSets.Registers,
    };
}

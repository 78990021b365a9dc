using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Writes;

/// <summary>The writes of every load with what became of them.</summary>
internal sealed class Ledger
{
    private readonly RunEvidence _run;
    private readonly int[] _loadOfClass;
    private readonly Tally[] _tallies;
    private readonly Dictionary<(string Set, int Key), Dictionary<int, int>> _writersOfKey = [];

    public Ledger(RunEvidence run, Authority authority, CancellationToken ct)
    {
        _run = run;
        _loadOfClass = run.History.LoadOfClass(run.Scenario.Loads);
        _tallies = [.. run.Scenario.Loads.Select(l => new Tally(l.Name)), new Tally("(no load of the scenario)")];
        Fates = WriteFates.Of(run.History, _loadOfClass, authority, ct);
        ct.ThrowIfCancellationRequested();
        Add(ct);
        Charge(authority);
    }

    /// <summary>What became of each operation.</summary>
    public WriteFates Fates { get; }

    /// <summary>The loads that wrote something.</summary>
    public IReadOnlyList<Tally> Tallies => [.. _tallies.Where(t => t.Started + t.Strangers > 0)];

    private void Add(CancellationToken ct)
    {
        OperationScan all = _run.History.Operations.Scan(ct);
        while (all.MoveNext())
        {
            ref readonly Operation op = ref all.Current;
            if (!op.Kind.IsWrite())
                continue;
            int load = _loadOfClass[op.Class];
            load = load < 0 ? _tallies.Length - 1 : load;
            _tallies[load].Add(op, Fates.Fates[all.Place], all.Place);
            CountWriter(DataSets.Of(op.Kind)!, op.Key, load);
        }
    }

    private void CountWriter(string set, int key, int load)
    {
        if (!_writersOfKey.TryGetValue((set, key), out Dictionary<int, int>? writers))
            _writersOfKey[(set, key)] = writers = [];
        writers[load] = writers.GetValueOrDefault(load) + 1;
    }

    /// <summary>What is known of a key only, and not of one write, goes to the load that wrote most to it.</summary>
    private void Charge(Authority authority)
    {
        foreach ((int place, int count) in Fates.Strangers)
        {
            FinalRead read = _run.FinalReads[place];
            WriterOf(read.Set, read.Key).Strangers += count;
        }

        foreach ((FinalRead read, _) in authority.Of(DataSets.Counters))
        {
            WriterOf(read.Set, read.Key).Missing += Fates.MissingIncrements.GetValueOrDefault(read.Key);
            WriterOf(read.Set, read.Key).Extra += Fates.ExtraIncrements.GetValueOrDefault(read.Key);
        }
    }

    private Tally WriterOf(string set, int key) =>
        _writersOfKey.TryGetValue((DataSets.Named(set), key), out Dictionary<int, int>? writers)
            ? _tallies[writers.MaxBy(w => w.Value).Key] : _tallies[^1];
}

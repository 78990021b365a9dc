namespace ChaosHarness.Scenarios;

/// <summary>One test: a stack, load, fault steps, and what is expected.</summary>
public sealed record Scenario
{
    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>The file it was read from.</summary>
    public required string Path { get; init; }

    /// <summary>Every file it was made from (scenario, stack, table), kept with the run so that it can be judged again.</summary>
    public required IReadOnlyList<SourceFile> Files { get; init; }

    /// <summary>The system under test, with the scenario's parameters filled in.</summary>
    public required Stack Stack { get; init; }

    /// <summary>The documented row that this run tests, or null. It judges the run as a whole, and steps without a row.</summary>
    public TableRow? Row { get; init; }

    /// <summary>Every row that judges it: its own, then those of its steps.</summary>
    public IEnumerable<TableRow> Rows =>
        Steps.OfType<FaultStep>().Select(s => s.Row).Prepend(Row).OfType<TableRow>().Distinct();

    /// <summary>The row that a step names for itself, by the step's place from 0; null where it names none.</summary>
    public TableRow? RowAt(int step) => step >= 0 && step < Steps.Count ? (Steps[step] as FaultStep)?.Row : null;

    /// <summary>The loads, by name.</summary>
    public required IReadOnlyList<LoadSpec> Loads { get; init; }

    /// <summary>What is done, in order.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>What the user expects beyond the row, or instead of it.</summary>
    public required Expectations Expect { get; init; }

    /// <summary>Chance comes from here: picks of targets, keys and values. Recorded with the run.</summary>
    public required int Seed { get; init; }

    /// <summary>How many runs it takes, each with the next seed; of each value, where it varies. Defaults to 1.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>The parameter that is another one in each run, or null.</summary>
    public Variation? Vary { get; init; }

    /// <summary>Load before the first step and after recovery, so that "before" and "after" can be measured.</summary>
    public TimeSpan Margin { get; init; } = DefaultMargin;

    /// <summary>The margin of a file that is silent on it.</summary>
    public static TimeSpan DefaultMargin { get; } = TimeSpan.FromSeconds(2);
}

/// <summary>One load: a workload applied at a rate through an entry point.</summary>
public sealed record LoadSpec
{
    /// <summary>Its name; operation classes are called <c>name.read</c>, <c>name.write</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The entry point it goes through.</summary>
    public required EntryPoint Through { get; init; }

    /// <summary>The workload's name.</summary>
    public required string Workload { get; init; }

    /// <summary>Operations started per second, whatever the target does (open loop).</summary>
    public required double Rate { get; init; }

    /// <summary>The client node it comes from.</summary>
    public required string From { get; init; }

    /// <summary>Share of reads, 0 to 1. Defaults to 0.5.</summary>
    public double Reads { get; init; } = 0.5;

    /// <summary>Number of keys the operations spread over. Defaults to 16.</summary>
    public int Keys { get; init; } = 16;

    /// <summary>How long a client waits for an answer before the outcome is Info. Defaults to 2 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether each operation opens a connection of its own.</summary>
    public bool NewConnections { get; init; }

    /// <summary>
    /// The least share of the rate that must have been started, and answered Ok, before the first fault and after
    /// recovery; below it the run is Unknown. Defaults to 0.9.
    /// </summary>
    public double Floor { get; init; } = 0.9;
}

/// <summary>What a scenario expects.</summary>
public sealed record Expectations
{
    /// <summary>Outage per operation class (or <c>*</c>); a null bound means "report only".</summary>
    public IReadOnlyDictionary<string, Bound?> Outage { get; init; } = new Dictionary<string, Bound?>();

    /// <summary>Number of acknowledged writes lost; null when the file is silent, and then the row decides.</summary>
    public Expectation? LostWrites { get; init; }

    /// <summary>
    /// Time with two nodes in a role that only one may have, by the role's name, in seconds as every duration in a formula;
    /// of a role on which the file is silent the row decides.
    /// </summary>
    public IReadOnlyDictionary<string, Expectation> SplitBrain { get; init; } = new Dictionary<string, Expectation>();

    /// <summary>What the recorded operations are expected to show; null lets any result pass and has it told.</summary>
    public ConsistencyExpectation? Consistency { get; init; }

    /// <summary>Whether a new primary has to appear (true), must not (false), or may (null).</summary>
    public bool? Failover { get; init; }
}

/// <summary>What the history of a run is expected to show.</summary>
public enum ConsistencyExpectation
{
    /// <summary>No contradiction: each key behaves as if there were one copy of it.</summary>
    Linearizable,

    /// <summary>At least one contradiction: that the stack has this weakness is the scenario's point.</summary>
    Violated,
}

/// <summary>A bound, or only a report of the number.</summary>
/// <param name="Bound">What is allowed; null means "report": any number passes.</param>
public sealed record Expectation(Bound? Bound);

/// <summary>A file that a user wrote, as it was read.</summary>
/// <param name="Path">Its path relative to the folder of all scenarios, with forward slashes.</param>
/// <param name="Text">Its text.</param>
public sealed record SourceFile(string Path, string Text);

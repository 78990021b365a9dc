namespace ChaosHarness.Scenarios;

/// <summary>One step of a scenario.</summary>
/// <param name="Line">Where it stands in the file.</param>
/// <param name="After">How long to wait first, counted from the end of the previous step.</param>
public abstract record Step(int Line, TimeSpan After)
{
    /// <summary>At most so much longer, by chance from the run's seed. Defaults to zero.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>The moment of the system's own rhythm at which it is done; null: at any.</summary>
    public Moment? Upon { get; init; }
}

/// <summary>
/// A moment in the rhythm of the system: around a change that a watch sees again and again, such as the renewal of a lease.
/// </summary>
/// <param name="Watch">The watch.</param>
/// <param name="Subject">A part of the subjects' names.</param>
/// <param name="Plus">So long after a change.</param>
/// <param name="Before">
/// Instead, so long before a change is due: one period after the last one, as two changes show it; null: after a change.
/// </param>
public sealed record Moment(string Watch, string Subject, TimeSpan Plus, TimeSpan? Before);

/// <summary>Injects a fault.</summary>
/// <param name="Name">What later steps call it; the fault's kind when the file is silent.</param>
/// <param name="Fault">The injector's name.</param>
/// <param name="On">The target as written; null when the fault needs none.</param>
/// <param name="Parameters">The fault's own parameters.</param>
/// <param name="For">Heal after so long; null: until a heal or recover step.</param>
public sealed record FaultStep(
    int Line, TimeSpan After, string Name, string Fault, Selector? On,
    IReadOnlyDictionary<string, ParameterValue> Parameters, TimeSpan? For) : Step(Line, After)
{
    /// <summary>The documented row that judges what follows it, up to the next fault; null: the scenario's.</summary>
    public TableRow? Row { get; init; }
}

/// <summary>Heals one fault, or all when <paramref name="Name"/> is null.</summary>
public sealed record HealStep(int Line, TimeSpan After, string? Name) : Step(Line, After);

/// <summary>Heals everything, then waits for steady state at most this long.</summary>
public sealed record RecoverStep(int Line, TimeSpan After, TimeSpan Limit) : Step(Line, After);

/// <summary>Waits until a watch reports a value for so many subjects.</summary>
public sealed record WaitStep(int Line, TimeSpan After, SteadyCondition Until, TimeSpan Limit) : Step(Line, After);

/// <summary>The value of a fault's parameter: what was written, and what it means.</summary>
/// <param name="Text">As written.</param>
/// <param name="Value">A string, long, double, bool, TimeSpan, <see cref="Selector"/>, or a list of them.</param>
public sealed record ParameterValue(string Text, object Value);

/// <summary>The parameters of a fault.</summary>
public static class ParameterValues
{
    /// <summary>A parameter's value, or a default when the file is silent.</summary>
    public static T Get<T>(this IReadOnlyDictionary<string, ParameterValue> parameters, string name, T fallback) =>
        parameters.TryGetValue(name, out ParameterValue? value) ? (T)value.Value : fallback;
}

using ChaosHarness.Scenarios;

namespace ChaosHarness.Faults;

/// <summary>What users may write about a fault: read by the reader, the schema, <c>chaos list</c> and the help texts.</summary>
/// <param name="Name">Its name in files, kebab-case.</param>
/// <param name="Help">What it does, one line.</param>
/// <param name="NeedsTarget">Whether <c>on:</c> has to be given.</param>
/// <param name="NeedsService">Whether <c>service:</c> has to be given.</param>
/// <param name="Heals">What healing does, one line; null when there is nothing to heal.</param>
/// <param name="Parameters">Its own parameters beside <c>on</c> and <c>service</c>.</param>
public sealed record FaultKind(
    string Name, string Help, bool NeedsTarget, bool NeedsService, string? Heals, IReadOnlyList<ParameterSpec> Parameters)
{
    /// <summary>
    /// What <c>on:</c> means where it may be given and need not be; null: it may not, unless <see cref="NeedsTarget"/>.
    /// </summary>
    public string? OptionalTarget { get; init; }

    /// <summary>
    /// What is wrong with the parameters beyond their types. Asked when each of them could be read and none is missing.
    /// </summary>
    public Func<IReadOnlyDictionary<string, ParameterValue>, IEnumerable<ParameterProblem>> Problems { get; init; } = _ => [];
}

/// <summary>A parameter that cannot be used as it is.</summary>
/// <param name="Parameter">Its name; a fault that lacks it is meant when the file does not have it.</param>
/// <param name="Text">What is wrong and what would be right, as a part of a sentence.</param>
public sealed record ParameterProblem(string Parameter, string Text);

/// <summary>The type of a parameter in a file.</summary>
public enum ParameterType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A duration such as <c>300ms</c>, <c>5s</c>, <c>2m</c>.</summary>
    Duration,

    /// <summary>A percentage such as <c>30%</c>, 1 to 100.</summary>
    Percent,

    /// <summary>A <see cref="Scenarios.Selector"/>.</summary>
    Selector,

    /// <summary>A list of <see cref="Scenarios.Selector"/>s.</summary>
    Selectors,

    /// <summary>A list of texts: a command and its arguments.</summary>
    Command,
}

/// <summary>A parameter of a fault.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Type">Its type.</param>
/// <param name="Help">What it means, with its unit and default.</param>
/// <param name="Required">Whether it must be given.</param>
public sealed record ParameterSpec(string Name, ParameterType Type, string Help, bool Required = false);

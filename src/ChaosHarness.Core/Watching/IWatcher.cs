using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Watching;

/// <summary>Makes watchers of one kind.</summary>
public interface IWatcherFactory
{
    /// <summary>Its name in stack files.</summary>
    string Kind { get; }

    /// <summary>What it observes, one line.</summary>
    string Help { get; }

    /// <summary>The settings it knows, name to help; others are refused by the reader.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Makes a watcher.</summary>
    IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock);
}

/// <summary>
/// Observes one aspect of the system from inside its nodes, so that a cut does not blind it, and reports every change
/// to the board (which journals it). A node that does not answer is reported as such; it never stops the watcher.
/// </summary>
public interface IWatcher
{
    /// <summary>Observes until cancelled.</summary>
    Task RunAsync(Board board, IJournal journal, CancellationToken ct);

    /// <summary>Looks once, now, at all its nodes: for targets that have to be right at this moment.</summary>
    Task<IReadOnlyList<Observation>> LookAsync(CancellationToken ct);
}

/// <summary>One look at one subject.</summary>
/// <param name="Watch">The watch's name in the stack.</param>
/// <param name="Node">The node it is about.</param>
/// <param name="Subject">What on the node; the node's name when there is only one thing.</param>
/// <param name="Value">What was seen: a role, a server's state. <see cref="Silent"/> and <see cref="Down"/> have fixed meanings.</param>
/// <param name="Asked">When the question was asked.</param>
/// <param name="At">When the answer was there: the value held at some moment between the two.</param>
public sealed record Observation(string Watch, string Node, string Subject, string Value, Instant Asked, Instant At)
{
    /// <summary>The value of a subject that takes no connections: nothing listens, or its node is off.</summary>
    public const string Down = "down";

    /// <summary>The value of a subject that takes connections or packets and does not answer in time.</summary>
    public const string Silent = "silent";

    /// <summary>The value of a subject that answers, but with an error; the error is in the data.</summary>
    public const string Error = "error";

    /// <summary>More of the answer, by name.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();
}

/// <summary>Reads a stack's live configuration and the versions of its parts.</summary>
public interface IConfigurationReader
{
    /// <summary>The kind of stack data it reads, as in <see cref="DataSpec.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>Journals every value under <see cref="EventKinds.Configuration"/> and <see cref="EventKinds.Version"/>.</summary>
    Task ReadAsync(Stack stack, ILab lab, IJournal journal, TimeProvider clock, CancellationToken ct);
}

/// <summary>Reads the stored data of every data node straight from the node.</summary>
public interface IDataReader
{
    /// <summary>The kind, as in <see cref="DataSpec.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>Reads what each reachable data node holds; nodes that cannot be read are journalled as trouble.</summary>
    Task<IReadOnlyList<FinalRead>> ReadAsync(
        Stack stack, ILab lab, Board board, IJournal journal, TimeProvider clock, CancellationToken ct);
}

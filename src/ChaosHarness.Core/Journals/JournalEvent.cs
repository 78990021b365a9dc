namespace ChaosHarness.Journals;

/// <summary>One thing that happened in a run and is not a client operation.</summary>
public sealed record JournalEvent
{
    /// <summary>When it was known to have happened.</summary>
    public required Instant At { get; init; }

    /// <summary>What it is: one of <see cref="EventKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The node it is about.</summary>
    public string? Node { get; init; }

    /// <summary>What on the node it is about: a service, a watch's subject, a fault's name.</summary>
    public string? Subject { get; init; }

    /// <summary>The new value, or the event's own name (<c>primary</c>, <c>+sdown</c>, <c>UP</c>).</summary>
    public string? Value { get; init; }

    /// <summary>
    /// The last instant at which it was known not to have happened yet, where that is known: the truth lies between
    /// this and <see cref="At"/>. Null when the event was pushed by its source as it happened.
    /// </summary>
    public Instant? NotBefore { get; init; }

    /// <summary>The step of the scenario it belongs to, counted from 0.</summary>
    public int? Step { get; init; }

    /// <summary>More, by name.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}

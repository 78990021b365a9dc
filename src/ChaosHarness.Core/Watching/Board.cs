using System.Collections.Concurrent;
using ChaosHarness.Journals;

namespace ChaosHarness.Watching;

/// <summary>
/// The latest observation of every subject of every watch. It journals changes: the new value with the last instant at
/// which the old one was still confirmed, so that a change is always a bracket.
/// </summary>
public sealed class Board(IJournal journal)
{
    private readonly ConcurrentDictionary<(string Watch, string Node, string Subject), Observation> _latest = new();

    /// <summary>Takes an observation. Observations of one subject must come in order.</summary>
    public void Post(Observation seen)
    {
        (string, string, string) key = (seen.Watch, seen.Node, seen.Subject);
        _latest.TryGetValue(key, out Observation? before);
        _latest[key] = seen;
        if (before is null || before.Value != seen.Value)
            journal.Write(Event(EventKinds.Observed, seen, before?.Asked));
    }

    /// <summary>All latest observations of a watch.</summary>
    public IReadOnlyList<Observation> Latest(string watch) =>
        [.. _latest.Values.Where(o => o.Watch == watch).OrderBy(o => o.Node, StringComparer.Ordinal).ThenBy(o => o.Subject, StringComparer.Ordinal)];

    /// <summary>Journals, for every subject, until when its latest value is confirmed. Called when watching ends.</summary>
    public void Close()
    {
        foreach (Observation seen in _latest.Values)
            journal.Write(Event(EventKinds.Confirmed, seen, null));
    }

    private static JournalEvent Event(string kind, Observation seen, Instant? notBefore) => new()
    {
        At = seen.At,
        Kind = kind,
        Node = seen.Node,
        Subject = seen.Subject,
        Value = seen.Value,
        NotBefore = notBefore,
        Data = new Dictionary<string, string>(seen.Data) { ["watch"] = seen.Watch },
    };
}

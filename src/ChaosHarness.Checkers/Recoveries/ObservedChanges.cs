using ChaosHarness.Journals;
using ChaosHarness.Watching;

namespace ChaosHarness.Checkers.Recoveries;

/// <summary>
/// What changed, of that which watches saw. A watch that missed looks journals its subject as silent, or as answering with
/// an error, and then again with the value that it had: nothing is known to have happened to the subject, so that this is
/// no change. Where the value is another one, it may have changed at any time since the last look that told one.
/// </summary>
/// <remarks>
/// <see cref="Observation.Down"/> is a value, since it is an answer: nobody takes connections there. A server that was
/// down and is primary again was started again, which is what rows ask for that restart a server in place (writable on
/// the target, active, holder of the lock), and what rows must not see that promise that nobody notices. A row that means
/// a failover has to ask for another node than the fault's target.
/// </remarks>
internal sealed class ObservedChanges
{
    private readonly IReadOnlyList<JournalEvent> _journal;
    private readonly Dictionary<(string? Watch, string? Node, string? Subject), (string? Value, Instant? Until)> _known = [];
    private readonly Dictionary<int, JournalEvent?> _afterBlindness = [];

    public ObservedChanges(IReadOnlyList<JournalEvent> journal)
    {
        _journal = journal;
        for (int i = 0; i < journal.Count; i++)
        {
            if (journal[i].Kind == EventKinds.Observed)
                Follow(journal[i], i);
        }
    }

    /// <summary>
    /// The event at a place of the journal, with the last moment at which it surely had not happened yet; null when it
    /// tells of no change.
    /// </summary>
    public JournalEvent? this[int place] =>
        _afterBlindness.TryGetValue(place, out JournalEvent? entry) ? entry : _journal[place];

    /// <summary>Whether a watch that reports this has seen nothing of its subject.</summary>
    public static bool IsBlind(string? value) => value is Observation.Silent or Observation.Error;

    private void Follow(JournalEvent entry, int place)
    {
        (string?, string?, string?) subject = (entry.Data.GetValueOrDefault("watch"), entry.Node, entry.Subject);
        bool isKnown = _known.TryGetValue(subject, out (string? Value, Instant? Until) last);
        if (IsBlind(entry.Value))
        {
            if (isKnown)
                _known[subject] = (last.Value, last.Until ?? entry.NotBefore ?? entry.At);
            return;
        }

        if (last.Until is { } until)
            _afterBlindness[place] = entry.Value == last.Value ? null : entry with { NotBefore = until };
        _known[subject] = (entry.Value, null);
    }
}

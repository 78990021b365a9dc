using System.Globalization;
using ChaosHarness.Checking;
using ChaosHarness.Journals;

namespace ChaosHarness.Checkers.Wal;

/// <summary>Where a node's write-ahead log ended when it was looked at.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The node.</param>
/// <param name="Timeline">The timeline it was on.</param>
/// <param name="Bytes">How far it reached.</param>
/// <param name="Place">Where that stands.</param>
internal sealed record WalPosition(Instant At, string Node, long Timeline, long Bytes, string Place);

/// <summary>What the watches of write-ahead logs saw in a run.</summary>
internal sealed class WalPositions
{
    private readonly List<WalPosition> _all = [];
    private readonly Dictionary<long, (long Bytes, Instant Seen, string Place)> _forks = [];
    private readonly Dictionary<string, List<Instant>> _looks = [];

    public WalPositions(RunEvidence run, string watch)
    {
        for (int i = 0; i < run.Journal.Count; i++)
        {
            JournalEvent entry = run.Journal[i];
            if (entry.Node is null || entry.Kind is not (EventKinds.Observed or EventKinds.Confirmed)
                || entry.Data.GetValueOrDefault("watch") != watch)
                continue;
            if (!_looks.TryGetValue(entry.Node, out List<Instant>? looks))
                _looks[entry.Node] = looks = [];
            looks.Add(entry.At);
            if (entry.Value?.Split('/') is [{ } timeline, { } bytes] && long.TryParse(timeline, out long line) && long.TryParse(bytes, out long end))
                _all.Add(new(entry.At, entry.Node, line, end, Wording.JournalPlace(i)));
            foreach (string fork in entry.Data.GetValueOrDefault("forks", "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                Fork(fork, entry.At, Wording.JournalPlace(i));
        }
    }

    /// <summary>All of them, as they were seen.</summary>
    public IReadOnlyList<WalPosition> All => _all;

    /// <summary>Where the system left a timeline for the next one, by the timeline that was left, and when that was seen first.</summary>
    public IReadOnlyDictionary<long, (long Bytes, Instant Seen, string Place)> Forks => _forks;

    /// <summary>The next look at the same node, whatever it showed; null when there was none.</summary>
    public Instant? NextLook(WalPosition position)
    {
        List<Instant> looks = _looks[position.Node];
        int next = looks.FindIndex(at => at > position.At);
        return next < 0 ? null : looks[next];
    }

    private void Fork(string text, Instant seen, string place)
    {
        if (text.Split('@') is [{ } timeline, { } bytes]
            && long.TryParse(timeline, NumberStyles.None, CultureInfo.InvariantCulture, out long left)
            && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out long at))
            _forks.TryAdd(left, (at, seen, place));
    }
}

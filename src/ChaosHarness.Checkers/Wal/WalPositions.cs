using System.Globalization;
using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Wal;

/// <summary>Where a node's write-ahead log ended when it was looked at.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The node.</param>
/// <param name="Timeline">The timeline it was on.</param>
/// <param name="Bytes">How far it reached.</param>
/// <param name="Place">Where that stands.</param>
internal sealed record WalPosition(Instant At, string Node, long Timeline, long Bytes, string Place);

/// <summary>Where the system left a timeline for the next one.</summary>
/// <param name="Bytes">How far what was followed reaches.</param>
/// <param name="Seen">When that was seen first.</param>
/// <param name="By">The node that left it itself; null when only later ones told of it.</param>
/// <param name="Place">Where that stands.</param>
internal sealed record WalFork(long Bytes, Instant Seen, string? By, string Place);

/// <summary>What the watches of write-ahead logs saw in a run. A look that tells no timeline tells no position.</summary>
internal sealed class WalPositions
{
    private readonly List<WalPosition> _all = [];
    private readonly Dictionary<long, WalFork> _forks = [];
    private readonly Dictionary<string, List<JournalEvent>> _looks = [];
    private readonly HashSet<(string Node, long Timeline)> _primaries = [];

    public WalPositions(RunEvidence run, string watch)
    {
        for (int i = 0; i < run.Journal.Count; i++)
        {
            JournalEvent entry = run.Journal[i];
            if (entry.Node is null || entry.Kind is not (EventKinds.Observed or EventKinds.Confirmed))
                continue;
            if (entry.Data.GetValueOrDefault("watch") == watch)
                Look(entry, entry.Node, Wording.JournalPlace(i));
            else if (entry.Value == RoleSpec.Primary && Number(entry.Data.GetValueOrDefault("timeline")) is { } timeline)
                _primaries.Add((entry.Node, timeline));
        }
    }

    /// <summary>All of them, as they were seen.</summary>
    public IReadOnlyList<WalPosition> All => _all;

    /// <summary>Where the system left a timeline for the next one, by the timeline that was left.</summary>
    public IReadOnlyDictionary<long, WalFork> Forks => _forks;

    /// <summary>Whether a watch of roles saw that the node wrote to the timeline.</summary>
    public bool IsPrimary(WalPosition position) => _primaries.Contains((position.Node, position.Timeline));

    /// <summary>Whether the node may have written to the timeline: it was seen to, or nobody was.</summary>
    public bool MayHaveWritten(WalPosition position) => IsPrimary(position) || _primaries.All(p => p.Timeline != position.Timeline);

    /// <summary>
    /// For how long nobody saw the node after it was known to be there: from the last look that showed it, until the next look,
    /// whatever that showed, or until the end.
    /// </summary>
    public TimeSpan UnseenAfter(WalPosition position, Instant end)
    {
        JournalEvent? next = _looks[position.Node].Find(look => look.At > position.At);
        // An event stands for the first look that showed something new; the looks before it showed the same as before.
        Instant known = next?.NotBefore is { } same && same > position.At ? same : position.At;
        return (next?.At ?? end) - known;
    }

    private void Look(JournalEvent entry, string node, string place)
    {
        if (!_looks.TryGetValue(node, out List<JournalEvent>? looks))
            _looks[node] = looks = [];
        looks.Add(entry);
        if (entry.Value?.Split('/') is not [{ } line, { } bytes] || Number(line) is not { } timeline || Number(bytes) is not { } end)
            return;
        _all.Add(new(entry.At, node, timeline, end, place));
        string[] forks = entry.Data.GetValueOrDefault("forks", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < forks.Length; i++)
        {
            if (forks[i].Split('@') is [{ } left, { } at] && Number(left) is { } number && Number(at) is { } where)
                _forks.TryAdd(number, new(where, entry.At, i == forks.Length - 1 ? node : null, place));
        }
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}

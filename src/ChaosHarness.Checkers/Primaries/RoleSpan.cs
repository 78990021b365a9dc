using ChaosHarness.Checkers.Recoveries;
using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.Checkers.Primaries;

/// <summary>
/// A time in which a watch saw a node hold a role. Looks are points: the role may have been there up to one look
/// earlier and later than it was seen.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="PossiblyFrom">It may have held the role since then.</param>
/// <param name="SurelyFrom">It held the role by then.</param>
/// <param name="SurelyTo">It still held the role then; before <paramref name="SurelyFrom"/> when it was seen once only.</param>
/// <param name="PossiblyTo">It may have held the role until then.</param>
/// <param name="Place">Where the first sight stands.</param>
internal sealed record RoleSpan(
    string Node, Instant PossiblyFrom, Instant SurelyFrom, Instant SurelyTo, Instant PossiblyTo, string Place)
{
    /// <summary>
    /// All times in which nodes held a role. A node that goes silent or down holds it no longer: a frozen or dead
    /// server acts as nothing until it is seen again. One that held it at the last look may have held it to the end.
    /// </summary>
    public static IReadOnlyList<RoleSpan> Of(RunEvidence run, RoleSpec role, Instant end) =>
        Of(run, role.Watch, value => value == role.Value, end);

    /// <summary>All times in which a watch saw something else of nodes than a role; not those in which it saw nothing.</summary>
    public static IReadOnlyList<RoleSpan> NotOf(RunEvidence run, RoleSpec role, Instant end) => Of(
        run, role.Watch, value => value != role.Value && value != Observation.Down && !ObservedChanges.IsBlind(value), end);

    private static IReadOnlyList<RoleSpan> Of(RunEvidence run, string watch, Func<string?, bool> fits, Instant end)
    {
        Dictionary<(string, string?), (JournalEvent Event, int Line)> open = [];
        List<RoleSpan> spans = [];
        for (int i = 0; i < run.Journal.Count; i++)
        {
            JournalEvent entry = run.Journal[i];
            if (entry.Data.GetValueOrDefault("watch") != watch || entry.Node is not { } node)
                continue;
            (string, string?) key = (node, entry.Subject);
            bool holds = fits(entry.Value);
            bool isLast = entry.Kind == EventKinds.Confirmed;
            if (entry.Kind != EventKinds.Observed && !isLast)
                continue;
            if (open.TryGetValue(key, out (JournalEvent Event, int Line) first) && (!holds || isLast))
            {
                spans.Add(isLast ? Span(first, entry.At, end) : Span(first, entry.NotBefore ?? first.Event.At, entry.At));
                open.Remove(key);
            }
            else if (holds && !isLast)
            {
                open.TryAdd(key, (entry, i));
            }
        }

        // A watch that does not say until when it looked leaves the end open.
        spans.AddRange(open.Values.Select(first => Span(first, first.Event.At, end)));
        return [.. spans.OrderBy(s => s.SurelyFrom)];
    }

    private static RoleSpan Span((JournalEvent Event, int Line) first, Instant surelyTo, Instant possiblyTo) => new(
        first.Event.Node!, first.Event.NotBefore ?? first.Event.At, first.Event.At, surelyTo, possiblyTo,
        Wording.JournalPlace(first.Line));
}

using System.Text.RegularExpressions;

namespace ChaosHarness.Watchers.Pacemaker;

/// <summary>Something that a line of Pacemaker's log announces.</summary>
/// <param name="Node">The node it is about.</param>
/// <param name="Subject">The resource it is about; the node when it is about no resource.</param>
/// <param name="Value">
/// What: <c>start ok</c>, <c>stop error</c>, <c>monitor not running</c> (operation and result), <c>fail-count 2</c>,
/// <c>threshold reached</c>, <c>member</c>, <c>lost</c>, <c>quorum acquired</c>, <c>quorum lost</c>,
/// <c>fencing requested</c>, <c>fenced</c>, <c>fencing failed</c>.
/// </param>
/// <param name="Text">The log's own words.</param>
internal sealed partial record ClusterAnnouncement(string Node, string Subject, string Value, string Text)
{
    private const string Controller = "pacemaker-controld", Scheduler = "pacemaker-schedulerd", Attributes = "pacemaker-attrd";

    /// <summary>
    /// Reads a line of <c>pacemaker.log</c> as Pacemaker 2.1 writes it; null when it announces nothing of these. Of what
    /// several daemons say only the one that decides is heard.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="node">The node whose log it is.</param>
    public static ClusterAnnouncement? Read(string line, string node)
    {
        Match parts = Line().Match(line);
        if (!parts.Success)
            return null;
        string text = parts.Groups["text"].Value;
        return parts.Groups["daemon"].Value switch
        {
            Controller => OfController(text, node),
            Scheduler => Of(Threshold().Match(text), m => new(m.Groups[2].Value, m.Groups[1].Value, "threshold reached", text)),
            Attributes => Of(FailCount().Match(text), m =>
                new(m.Groups[2].Value, m.Groups[1].Value, $"fail-count {m.Groups[3].Value}", text)),
            _ => null,
        };
    }

    private static ClusterAnnouncement? OfController(string text, string node) =>
        Of(Result().Match(text), m =>
            new(m.Groups[3].Value, m.Groups[2].Value, $"{m.Groups[1].Value} {m.Groups[4].Value.Trim()}", text))
        ?? Of(Peer().Match(text), m => new(m.Groups[1].Value, m.Groups[1].Value, m.Groups[2].Value, text))
        ?? Of(Quorum().Match(text), m => new(node, node, $"quorum {m.Groups[1].Value}", text))
        ?? Of(Requested().Match(text), m => new(m.Groups[1].Value, m.Groups[1].Value, "fencing requested", text))
        ?? Of(Terminated().Match(text), m =>
            new(m.Groups[1].Value, m.Groups[1].Value, m.Groups[2].Length == 0 ? "fenced" : "fencing failed", text));

    private static ClusterAnnouncement? Of(Match match, Func<Match, ClusterAnnouncement> make) =>
        match.Success ? make(match) : null;

    [GeneratedRegex(@"^\w+ +\d+ [\d:.]+ \S+ (?<daemon>[\w-]+) *\[\d+\] \(\w+\) *\t\w+: (?<text>.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^Result of (\w+) operation for (\S+) on (\S+): ([^|(]+)")]
    private static partial Regex Result();

    [GeneratedRegex(@"^Node (\S+) state is now (member|lost)\b")]
    private static partial Regex Peer();

    [GeneratedRegex(@"^Quorum (acquired|lost)\b")]
    private static partial Regex Quorum();

    [GeneratedRegex(@"^Requesting fencing \(\w+\) (?:targeting|of) node (\S+)")]
    private static partial Regex Requested();

    [GeneratedRegex(@"^Peer (\S+) was (not )?terminated \(\w+\) by ")]
    private static partial Regex Terminated();

    [GeneratedRegex(@"^Setting fail-count-([^#\[]+)#\S+\[(\S+)\]: \S+ -> (\d+|INFINITY)")]
    private static partial Regex FailCount();

    [GeneratedRegex(@"^(\S+) cannot run on (\S+) due to reaching migration threshold")]
    private static partial Regex Threshold();
}

namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>Which style a state gets. The word is written into the lane too: colour is never the only sign.</summary>
internal static class StateColours
{
    private static readonly Dictionary<string, string> Styles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["primary"] = "s-lead", ["master"] = "s-lead", ["leader"] = "s-lead", ["owner"] = "s-lead",
        ["active"] = "s-lead",
        ["replica"] = "s-follow", ["slave"] = "s-follow", ["follower"] = "s-follow", ["standby"] = "s-follow",
        ["backup"] = "s-follow", ["secondary"] = "s-follow", ["passive"] = "s-follow",
        ["up"] = "s-good", ["ready"] = "s-good", ["ok"] = "s-good", ["running"] = "s-good", ["healthy"] = "s-good",
        ["online"] = "s-good",
        ["down"] = "s-down", ["not-ready"] = "s-down", ["unready"] = "s-down", ["unhealthy"] = "s-down",
        ["failed"] = "s-down", ["stopped"] = "s-down", ["offline"] = "s-down",
        ["silent"] = "s-silent",
    };

    public static string Of(string value)
    {
        int space = value.IndexOf(' ', StringComparison.Ordinal); // HAProxy: "DOWN 1/2"
        return Styles.GetValueOrDefault(space > 0 ? value[..space] : value, "s-other");
    }
}

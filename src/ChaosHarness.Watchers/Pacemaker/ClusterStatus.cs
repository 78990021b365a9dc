using System.Xml;
using System.Xml.Linq;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Pacemaker;

/// <summary>Understands <c>crm_mon --output-as=xml</c>: the cluster as one of its nodes sees it.</summary>
internal static class ClusterStatus
{
    private static readonly string[] s_notInOrder = ["unclean", "pending", "standby", "maintenance"];
    private static readonly string[] s_inTrouble = ["failed", "blocked", "orphaned"];

    /// <summary>
    /// The node's view of the whole as <c>ok</c>, <c>degraded</c> (a node or a resource is not as it should be),
    /// <c>no-quorum</c>, <c>no-dc</c> or <c>starting</c>; and each resource with the role that it has on this node,
    /// <c>Stopped</c> where it does not run.
    /// </summary>
    /// <exception cref="IOException">It is no such XML: the cluster does not run there.</exception>
    public static IReadOnlyList<Answer> Read(string node, string xml)
    {
        XElement root;
        try
        {
            root = XElement.Parse(xml);
        }
        catch (XmlException failure)
        {
            throw new IOException($"crm_mon said nothing that can be read: {failure.Message}", failure);
        }

        List<string> wrong = [.. Members(root), .. Troubled(root)];
        Dictionary<string, string> data = new()
        {
            ["online"] = string.Join(' ', Nodes(root).Where(n => Is(n, "online")).Select(Name)),
            ["dc"] = (string?)root.Element("summary")?.Element("current_dc")?.Attribute("name") ?? "none",
        };
        if (wrong.Count > 0)
            data["wrong"] = string.Join("; ", wrong);
        return [new Answer(node, Value(root, wrong), data), .. Resources(root).Select(r => Role(node, r))];
    }

    private static string Value(XElement root, List<string> wrong)
    {
        XElement? dc = root.Element("summary")?.Element("current_dc");
        if ((string?)root.Element("pacemakerd")?.Attribute("state") != "running" || !Nodes(root).Any())
            return "starting";
        if (dc is null || !Is(dc, "present"))
            return "no-dc";
        return !Is(dc, "with_quorum") ? "no-quorum" : wrong.Count > 0 ? "degraded" : "ok";
    }

    private static IEnumerable<string> Members(XElement root) =>
        from member in Nodes(root)
        let state = !Is(member, "online") ? "offline"
            : s_notInOrder.FirstOrDefault(word => Is(member, word))
        where state is not null
        select $"{Name(member)} {state}";

    private static IEnumerable<string> Troubled(XElement root) =>
        from resource in Resources(root)
        let state = s_inTrouble.FirstOrDefault(word => Is(resource, word))
            ?? ((string?)resource.Attribute("role") == "Started" || (string?)resource.Attribute("target_role") == "Stopped"
                ? null : (string?)resource.Attribute("role"))
        where state is not null
        select $"{(string?)resource.Attribute("id")} {state}";

    private static Answer Role(string node, XElement resource)
    {
        bool here = resource.Elements("node").Any(n => Name(n) == node);
        string role = here ? (string?)resource.Attribute("role") ?? "unknown" : "Stopped";
        return new Answer($"{node}/{(string?)resource.Attribute("id")}", role, new Dictionary<string, string>());
    }

    private static IEnumerable<XElement> Nodes(XElement root) => root.Element("nodes")?.Elements("node") ?? [];

    private static IEnumerable<XElement> Resources(XElement root) =>
        root.Element("resources")?.Descendants("resource") ?? [];

    private static string Name(XElement node) => (string?)node.Attribute("name") ?? "";

    private static bool Is(XElement element, string word) => (string?)element.Attribute(word) == "true";
}

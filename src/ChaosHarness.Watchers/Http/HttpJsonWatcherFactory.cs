using System.Net;
using System.Text.Json;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Http;

/// <summary>
/// Watches one member of the JSON that a server on every node answers, such as its role: the member's value,
/// <c>none</c> where the answer has no such member, <c>error</c>, <c>down</c> or <c>silent</c>.
/// </summary>
internal sealed class HttpJsonWatcherFactory : IWatcherFactory
{
    /// <summary>The value where the answer has no such member.</summary>
    private const string None = "none";

    public string Kind => "http-json";

    public string Help => "Gets JSON from every node's own server and reports the value of one member, such as its role.";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["port"] = "Port of the server on its node. Default 80.",
        ["path"] = "What to get. Default /status.",
        ["member"] = "The member, with dots for members of members: scdata.role. Default role.",
        ["also"] = "Other members to be written down with a change, separated by blanks. Default: none.",
        ["timeout"] = WatchSettings.TimeoutHelp,
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        IPEndPoint server = new(IPAddress.Loopback, spec.Integer("port", 80));
        string member = spec.Text("member") ?? "role";
        string[] also = (spec.Text("also") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        TimeSpan timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), Open, timeout, clock);

        IProbe Open(INode node) => new JsonProbe(node, server, timeout, clock)
        {
            Path = spec.Text("path") ?? "/status",
            Understand = (_, json) => [Understand(node.Name, json, member, also)],
        };
    }

    /// <summary>What an answer says of a node.</summary>
    internal static Answer Understand(string node, JsonElement json, string member, IEnumerable<string> also)
    {
        Dictionary<string, string> data = [];
        foreach (string name in also)
            json.CopyTo(data, name, name.Split('.'));
        return new Answer(node, json.Text(member.Split('.')) ?? None, data);
    }
}

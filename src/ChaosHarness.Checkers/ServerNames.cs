using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers;

/// <summary>Which node stands behind the name of a server in a history: its name or address, with or without a port.</summary>
internal static class ServerNames
{
    /// <summary>The node's name; null when it is none of the stack's.</summary>
    public static string? NodeOf(Stack stack, string server)
    {
        if (server.Length == 0)
            return null;
        int colon = server.LastIndexOf(':');
        string host = colon > 0 && server.IndexOf(':', StringComparison.Ordinal) == colon ? server[..colon] : server;
        return stack.Nodes.FirstOrDefault(n => n.Name == host || n.Address.ToString() == host)?.Name;
    }

    /// <summary>The same of nodes that hold data; null for others, such as load balancers.</summary>
    public static string? DataNodeOf(Stack stack, string server) =>
        NodeOf(stack, server) is { } node && stack.Data?.Nodes.Contains(node) == true ? node : null;
}

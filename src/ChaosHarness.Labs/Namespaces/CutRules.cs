using System.Net;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>
/// Writes drop rules in nftables' words. A node's own address stands for its port of the switch, so that all of its
/// traffic is meant: ARP, IPv6, multicast, and addresses it has taken over. Other addresses stand for themselves.
/// </summary>
internal sealed class CutRules(IReadOnlyDictionary<IPAddress, string> ports)
{
    internal const string Table = "chaos", Chain = "cuts";

    /// <summary>The table and chain, in the words of <c>nft -f</c>; harmless when they are there.</summary>
    internal const string Base =
        $"add table bridge {Table}\nadd chain bridge {Table} {Chain} "
        + "{ type filter hook forward priority 0; policy accept; }\n";

    /// <summary>What follows <c>nft</c> on a command line, one for each rule of the kernel that it takes.</summary>
    internal IReadOnlyList<string> Write(DropRule rule, string id)
    {
        if (rule.Percent is < 1 or > 100)
            throw new ArgumentException($"{rule.Percent} % of packets cannot be dropped: 1 to 100 can");
        return
        [
            .. from source in Ends(rule.From, "i", "saddr")
               from target in Ends(rule.To, "o", "daddr")
               from match in Match(source, target, rule.Port)
               select Line(match, rule.Percent, id),
        ];
    }

    private static string Line(string match, int percent, string id)
    {
        string chance = percent == 100 ? "" : $"numgen random mod 100 < {percent} ";
        return $"add rule bridge {Table} {Chain} {match}{chance}counter drop comment \"{id}\"";
    }

    /// <summary>One side of a rule: by port, or by address.</summary>
    private sealed record End(string ByPort, string Field, string Addresses)
    {
        internal string Ip => Addresses.Length == 0 ? "" : $"ip {Field} {Addresses} ";

        internal string Arp => Addresses.Length == 0 ? "" : $"arp {Field} ip {Addresses} ";
    }

    private IEnumerable<End> Ends(IReadOnlyList<IPAddress> addresses, string direction, string field)
    {
        if (addresses.Count == 0)
            yield return new End("", field, "");
        var own = addresses.Where(ports.ContainsKey).Select(a => $"\"{ports[a]}\"").ToList();
        if (own.Count > 0)
            yield return new End($"{direction}ifname {Set(own)} ", field, "");
        var other = addresses.Where(a => !ports.ContainsKey(a)).Select(a => a.ToString()).ToList();
        if (other.Count > 0)
            yield return new End("", field, Set(other));
    }

    private static IEnumerable<string> Match(End source, End target, int? port)
    {
        string ports = source.ByPort + target.ByPort;
        string ip = source.Ip + target.Ip;
        if (port is { } number)
            yield return $"{ports}{ip}meta l4proto {{ tcp, udp }} th dport {number} ";
        else
            yield return ports + ip;
        if (port is null && ip.Length > 0)
            yield return ports + source.Arp + target.Arp;
    }

    private static string Set(IReadOnlyList<string> items) =>
        items.Count == 1 ? items[0] : $"{{ {string.Join(", ", items)} }}";
}

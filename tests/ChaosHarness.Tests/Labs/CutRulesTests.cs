using System.Net;
using ChaosHarness.Labs;
using ChaosHarness.Labs.Namespaces;

namespace ChaosHarness.Tests.Labs;

public sealed class CutRulesTests
{
    private static readonly IPAddress A = IPAddress.Parse("10.0.0.1"), B = IPAddress.Parse("10.0.0.2"),
        C = IPAddress.Parse("10.0.0.3"), Virtual = IPAddress.Parse("10.0.0.100");

    private static readonly CutRules Rules =
        new(new Dictionary<IPAddress, string> { [A] = "p-a", [B] = "p-b", [C] = "p-c" });

    [Fact]
    public void Nodes_are_named_by_their_ports() => Assert.Equal(
        ["add rule bridge chaos cuts iifname \"p-a\" oifname { \"p-b\", \"p-c\" } counter drop comment \"x\""],
        Rules.Write(new DropRule([A], [B, C]), "x"));

    [Fact]
    public void A_port_number_means_tcp_and_udp() => Assert.Equal(
        ["add rule bridge chaos cuts iifname \"p-a\" oifname \"p-b\" meta l4proto { tcp, udp } th dport 6379 counter drop comment \"x\""],
        Rules.Write(new DropRule([A], [B], 6379), "x"));

    [Fact]
    public void A_share_is_dropped_at_random() => Assert.Equal(
        ["add rule bridge chaos cuts oifname \"p-b\" numgen random mod 100 < 30 counter drop comment \"x\""],
        Rules.Write(new DropRule([], [B], null, 30), "x"));

    [Fact]
    public void Everybody_to_everybody_needs_no_match() => Assert.Equal(
        ["add rule bridge chaos cuts counter drop comment \"x\""], Rules.Write(new DropRule([], []), "x"));

    [Fact]
    public void Other_addresses_are_matched_in_ip_and_arp() => Assert.Equal(
        [
            "add rule bridge chaos cuts iifname \"p-a\" ip daddr 10.0.0.100 counter drop comment \"x\"",
            "add rule bridge chaos cuts iifname \"p-a\" arp daddr ip 10.0.0.100 counter drop comment \"x\"",
        ],
        Rules.Write(new DropRule([A], [Virtual]), "x"));

    [Fact]
    public void Nodes_and_other_addresses_on_one_side_become_rules_of_their_own() => Assert.Equal(
        [
            "add rule bridge chaos cuts iifname \"p-a\" oifname \"p-b\" meta l4proto { tcp, udp } th dport 80 counter drop comment \"x\"",
            "add rule bridge chaos cuts iifname \"p-a\" ip daddr 10.0.0.100 meta l4proto { tcp, udp } th dport 80 counter drop comment \"x\"",
        ],
        Rules.Write(new DropRule([A], [B, Virtual], 80), "x"));

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void Percentages_outside_1_to_100_are_refused(int percent) =>
        Assert.Throws<ArgumentException>(() => Rules.Write(new DropRule([A], [B], null, percent), "x"));

    [Fact]
    public void Listings_are_read_with_their_counters_and_rules_of_others_are_passed_over()
    {
        const string listing = """
            {"nftables": [{"metainfo": {"version": "1.0.6"}}, {"chain": {"name": "cuts"}},
            {"rule": {"handle": 3, "comment": "r1", "expr": [{"match": {}}, {"counter": {"packets": 12, "bytes": 9}}, {"drop": null}]}},
            {"rule": {"handle": 4, "expr": [{"counter": {"packets": 1, "bytes": 9}}]}}]}
            """;
        Assert.Equal([new NftRule("r1", 3, 12)], NftListing.Parse(listing));
    }

    [Theory]
    [InlineData("""[{"ifname":"p-a","flags":["UP"],"master":"switch"}]""", PortState.Connected)]
    [InlineData("""[{"ifname":"p-a","flags":["UP"]}]""", PortState.Silent)]
    [InlineData("""[{"ifname":"p-a","flags":[],"master":"switch"}]""", PortState.NoCarrier)]
    [InlineData("""[{"ifname":"p-b","flags":["UP"],"master":"switch"}]""", PortState.NoCarrier)]
    public void Ports_are_read_from_the_switchs_listing(string listing, PortState state) =>
        Assert.Equal(state, LabNetwork.Parse(listing, "p-a"));

    [Fact]
    public void Long_node_names_get_port_names_that_fit_and_differ()
    {
        string one = Switch.PortOf("a-very-long-node-name-1"), two = Switch.PortOf("a-very-long-node-name-2");
        Assert.True(one.Length <= 15 && one != two);
        Assert.Equal("p-redis1", Switch.PortOf("redis1"));
    }
}

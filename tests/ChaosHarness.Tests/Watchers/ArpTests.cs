using ChaosHarness.Watchers.Addresses;

namespace ChaosHarness.Tests.Watchers;

/// <summary>What arping prints.</summary>
public sealed class ArpTests
{
    [Fact]
    public void Two_machines_that_answer_are_two() => Assert.Equal(
        ["86:25:85:65:c7:e8", "9e:8b:ab:fd:05:7a"],
        ArpProbe.Cards("""
            ARPING 10.9.0.100 from 10.9.0.9 eth0
            Unicast reply from 10.9.0.100 [9E:8B:AB:FD:05:7A]  0.779ms
            Unicast reply from 10.9.0.100 [86:25:85:65:C7:E8]  0.551ms
            Sent 1 probes (1 broadcast(s))
            Received 2 response(s)
            """));

    [Fact]
    public void One_that_answers_twice_is_one() => Assert.Equal(
        ["86:25:85:65:c7:e8"],
        ArpProbe.Cards("""
            Unicast reply from 10.9.0.100 [86:25:85:65:C7:E8]  0.551ms
            Broadcast reply from 10.9.0.100 [86:25:85:65:C7:E8]  0.4ms
            """));

    [Fact]
    public void Silence_is_nobody() => Assert.Empty(ArpProbe.Cards("ARPING 10.9.0.77 from 10.9.0.9 eth0\nSent 1 probes (1 broadcast(s))\n"));
}

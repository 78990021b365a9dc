using ChaosHarness.Histories;
using ChaosHarness.Watchers.Data;

namespace ChaosHarness.Tests.Watchers;

/// <summary>Whose data counts.</summary>
public sealed class NodeDataTests
{
    private static readonly FinalRead s_read = new(default, "n1", "primary", Authoritative: false, "doc", 1, [7]);

    [Fact]
    public void TheOnlyPrimaryIsAuthoritative() => Assert.Equal(
        [true, false], NodeData.Together([new("primary", [s_read]), new("replica", [s_read])], "primary").Select(r => r.Authoritative));

    [Fact]
    public void OfTwoPrimariesNoneIs() => Assert.DoesNotContain(
        NodeData.Together([new("primary", [s_read]), new("primary", [s_read])], "primary"), r => r.Authoritative);

    [Fact]
    public void APrimaryThatHoldsNothingCountsAsOne() => Assert.DoesNotContain(
        NodeData.Together([new("primary", [s_read]), new("primary", [])], "primary"), r => r.Authoritative);

    [Fact]
    public void ThePrimarySpeaksForWhatItDoesNotHold()
    {
        FinalRead rest = NodeData.Rest(default, "n1", "primary", "doc");

        FinalRead told = Assert.Single(NodeData.Together([new("primary", [rest])], "primary"));

        Assert.Equal((true, FinalRead.Rest, 0), (told.Authoritative, told.Key, told.Values.Count));
    }
}

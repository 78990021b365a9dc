using System.Net;
using WebApp.Storage.Redis;

namespace ChaosHarness.Tests.Reference;

public sealed class WebAppSentinels
{
    [Fact]
    public void Reads_what_a_sentinel_announces()
    {
        Assert.True(SwitchAnnouncement.TryParse("db1 10.77.0.1 6379 10.77.0.2 6380", out var announcement));
        Assert.Equal(
            new SwitchAnnouncement("db1", IPEndPoint.Parse("10.77.0.1:6379"), IPEndPoint.Parse("10.77.0.2:6380")),
            announcement);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("db1 10.77.0.1 6379 10.77.0.2")]
    [InlineData("db1 10.77.0.1 6379 10.77.0.2 port")]
    [InlineData("db1 10.77.0.1 6379 10.77.0.2 6379 more")]
    public void Ignores_what_is_no_announcement(string? message) =>
        Assert.False(SwitchAnnouncement.TryParse(message, out _));

    [Fact]
    public void Believes_the_sentinel_with_the_higher_epoch_whoever_answers_first()
    {
        MasterView yesterday = new(IPEndPoint.Parse("10.77.0.1:6379"), 394);
        MasterView today = new(IPEndPoint.Parse("10.77.0.2:6379"), 395);

        Assert.Same(today, MasterView.Newer(yesterday, today));
        Assert.Same(today, MasterView.Newer(today, yesterday));
        Assert.Same(yesterday, MasterView.Newer(yesterday, null));
        Assert.Same(yesterday, MasterView.Newer(null, yesterday));
        Assert.Null(MasterView.Newer(null, null));
    }
}

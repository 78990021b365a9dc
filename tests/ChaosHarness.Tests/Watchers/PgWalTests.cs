using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Postgres;

namespace ChaosHarness.Tests.Watchers;

/// <summary>What a server says of its write-ahead log.</summary>
public sealed class PgWalTests
{
    [Fact]
    public void Tells_timeline_and_bytes()
    {
        Answer answer = PgWal.Understand("pg1", [["1", "83886080", null]]);
        Assert.Equal("1/83886080", answer.Value);
        Assert.Empty(answer.Data);
    }

    [Fact]
    public void A_replica_that_receives_nothing_tells_no_timeline() =>
        Assert.Equal("-/83886080", PgWal.Understand("pg1", [[null, "83886080", null]]).Value);

    [Fact]
    public void Tells_every_timeline_that_was_left_and_where() => Assert.Equal(
        "1@83886240 2@4294967300",
        PgWal.Understand("pg1", [["3", "5000000000", "1\t0/50000A0\tno recovery target specified\n\n2\t1/4\tno recovery target specified\n"]])
            .Data["forks"]);

    [Theory]
    [InlineData("1\t0/XYZ\tno reason")]
    [InlineData("1\t50000A0\tno reason")]
    public void Refuses_a_position_that_is_none(string history) => Assert.Throws<FormatException>(() => PgWal.Forks(history));
}

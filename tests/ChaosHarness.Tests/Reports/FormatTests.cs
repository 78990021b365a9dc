using ChaosHarness.Checking;
using ChaosHarness.Reports;

namespace ChaosHarness.Tests.Reports;

/// <summary>How numbers are put into words.</summary>
public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.00042, "0.42 ms")]
    [InlineData(0.0124, "12 ms")]
    [InlineData(0.99949, "999 ms")]
    [InlineData(0.9996, "1.000 s")]
    [InlineData(6.3124, "6.312 s")]
    [InlineData(-6.3124, "\u22126.312 s")]
    [InlineData(86_400.04, "86400.0 s")]
    public void Durations(double seconds, string text) => Assert.Equal(text, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(6.3, 6.4, "6.300 s to 6.400 s")]
    [InlineData(6.3, 6.3, "6.300 s")]
    [InlineData(0, 0.4, "up to 400 ms")]
    [InlineData(0, 0, "0 s")]
    public void Brackets(double min, double max, string text) =>
        Assert.Equal(text, Format.Bracket(new(TimeSpan.FromSeconds(min), TimeSpan.FromSeconds(max))));

    [Fact]
    public void A_bracket_that_never_ended() =>
        Assert.Equal("over 6.300 s, not ended", Format.Bracket(new TimeBracket(TimeSpan.FromSeconds(6.3), null)));

    [Theory]
    [InlineData(5, 9, "5 s to 9 s")]
    [InlineData(0, 9.25, "up to 9.25 s")]
    [InlineData(9, 9, "9 s")]
    public void Limits(double min, double max, string text) =>
        Assert.Equal(text, Format.Limit(new TimeBracket(TimeSpan.FromSeconds(min), TimeSpan.FromSeconds(max))));

    [Fact]
    public void A_limit_without_an_end() =>
        Assert.Equal("at least 5 s", Format.Limit(new TimeBracket(TimeSpan.FromSeconds(5), null)));
}

using System.Net;
using Microsoft.Extensions.Configuration;
using WebApp.Configuration;
using WebApp.Storage;
using WebApp.Storage.Scdata;

namespace ChaosHarness.Tests.Reference;

public sealed class WebAppScdata
{
    [Theory]
    [InlineData(503, "no", "standby", FailureClass.Unavailable, Applied.No, true)]
    [InlineData(503, "no", "starting", FailureClass.Unavailable, Applied.No, true)]
    [InlineData(503, "no", "volume-full", FailureClass.Unavailable, Applied.No, false)]
    [InlineData(409, "no", "overflow", FailureClass.Conflict, Applied.No, false)]
    [InlineData(500, "no", "log-failed", FailureClass.Unavailable, Applied.No, false)]
    [InlineData(500, "unknown", "log-failed", FailureClass.Broken, Applied.Unknown, false)]
    [InlineData(503, null, null, FailureClass.Broken, Applied.Unknown, false)]
    [InlineData(503, "perhaps", "standby", FailureClass.Broken, Applied.Unknown, false)]
    [InlineData(500, null, null, FailureClass.Broken, Applied.Unknown, false)]
    internal void An_answer_says_what_is_known_or_nobody_knows(
        int status, string? applied, string? reason, FailureClass kind, Applied known, bool mayRetry)
    {
        StoreFailure failure = ScdataFailures.FromAnswer((HttpStatusCode)status, applied, reason);

        Assert.Equal((kind, known, mayRetry), (failure.Class, failure.Applied, failure.MayRetry));
    }

    [Fact]
    public void What_never_left_was_surely_not_done_and_what_left_is_unknown()
    {
        HttpRequestException broken = new("broken");

        Assert.Same(ScdataFailures.NotSent, ScdataFailures.FromException(broken, sent: false));
        Assert.Same(ScdataFailures.NotSent, ScdataFailures.FromException(new TaskCanceledException(), sent: false));
        Assert.Same(ScdataFailures.ConnectionLost, ScdataFailures.FromException(broken, sent: true));
        Assert.Same(ScdataFailures.Timeout, ScdataFailures.FromException(new TaskCanceledException(), sent: true));
        Assert.Equal((Applied.No, true), (ScdataFailures.OfRead(ScdataFailures.ConnectionLost).Applied, ScdataFailures.OfRead(ScdataFailures.ConnectionLost).MayRetry));
    }

    [Fact]
    public void Reads_where_scdata_answers()
    {
        SettingsReader settings = Settings(("WebApp:Store", "Scdata"), ("Scdata:Url", "http://10.77.0.10:7000"));

        Assert.Equal("Scdata", WebAppOptions.Read(settings).Store);
        Assert.Equal(new Uri("http://10.77.0.10:7000"), ScdataOptions.Read(settings).Url);
        settings.ThrowIfBad();
    }

    [Theory]
    [InlineData("", "Scdata:Url is missing")]
    [InlineData("10.77.0.10:7000", "Scdata:Url is '10.77.0.10:7000', not an address like")]
    [InlineData("http://db/path", "Scdata:Url is 'http://db/path', not an address like")]
    public void Refuses_what_is_no_address_of_a_server(string url, string problem)
    {
        SettingsReader settings = Settings(("Scdata:Url", url));
        _ = ScdataOptions.Read(settings);

        Assert.Contains(problem, Assert.Throws<InvalidSettingsException>(settings.ThrowIfBad).Message, StringComparison.Ordinal);
    }

    private static SettingsReader Settings(params (string Key, string Value)[] values) => new(
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build());
}

using System.Net;
using ChaosHarness.TestKit;
using Microsoft.Extensions.Configuration;
using WebApp.Configuration;

namespace ChaosHarness.Tests.Reference;

public sealed class WebAppSettings
{
    [Fact]
    public void Reads_what_the_environment_says()
    {
        RedisOptions options = RedisOptions.Read(Settings(
            ("Redis:Sentinels:0", "sentinel-1"),
            ("Redis:Sentinels:1", "10.77.0.2:26380"),
            ("Redis:MasterName", "db1"),
            ("Redis:OperationTimeout", "00:00:02.5")));

        Assert.Equal([new DnsEndPoint("sentinel-1", 26379), IPEndPoint.Parse("10.77.0.2:26380")], options.Sentinels);
        Assert.Equal("db1", options.MasterName);
        Assert.Equal(TimeSpan.FromSeconds(2.5), options.OperationTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(500), options.ConnectTimeout);
    }

    [Fact]
    public void Names_every_bad_setting_at_once()
    {
        SettingsReader settings = Settings(
            ("Urls", "https://0.0.0.0:8080"),
            ("WebApp:Node", "web 1"),
            ("WebApp:DrainDelay", "5"),
            ("Redis:Sentinels:0", "10.77.0.1:99999"),
            ("Redis:Sentinels:1", "26379"),
            ("Redis:Sentinels:2", "s3"),
            ("Redis:Sentinels:3", "s3:26379"),
            ("Redis:OperationTimeot", "00:00:01"),
            ("Redis:ConnectTimeout", "soon"),
            ("Redis:HeartbeatInterval", "01:00:00"),
            ("Redis:RetryDelay", "00:00:01"));
        _ = WebAppOptions.Read(settings);
        _ = RedisOptions.Read(settings);

        InvalidSettingsException thrown = Assert.Throws<InvalidSettingsException>(settings.ThrowIfBad);

        string[] named =
        [
            "Urls", "WebApp:Node", "WebApp:DrainDelay", "Redis:Sentinels:0", "Redis:Sentinels:1", "Redis:Sentinels:3",
            "Redis:OperationTimeot", "Redis:MasterName", "Redis:ConnectTimeout", "Redis:HeartbeatInterval",
            "Redis:MaxRetryDelay", "Redis:RetryDelay",
        ];
        Assert.Equal(named.Order(), thrown.Problems.Select(problem => problem.Split(' ')[0]).Order());
        Assert.StartsWith("12 bad settings:", thrown.Message, StringComparison.Ordinal);
        Assert.All(thrown.Problems, problem => Assert.Contains(problem, thrown.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Says_how_to_name_the_sentinels_when_none_is_named()
    {
        SettingsReader settings = Settings(("Redis:MasterName", "db1"));
        _ = RedisOptions.Read(settings);

        string problem = Assert.Single(Assert.Throws<InvalidSettingsException>(settings.ThrowIfBad).Problems);
        Assert.Contains("Redis__Sentinels__0=host:port", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_nothing_wrong_with_the_file_that_is_shipped()
    {
        string file = Path.Combine(Repository.Root, "src/reference/WebApp/appsettings.json");
        SettingsReader settings = new(new ConfigurationBuilder()
            .AddJsonFile(file)
            .AddInMemoryCollection([new("Redis:Sentinels:0", "sentinel-1")])
            .Build());

        WebAppOptions web = WebAppOptions.Read(settings);
        RedisOptions redis = RedisOptions.Read(settings);

        settings.ThrowIfBad();
        Assert.Equal(Environment.MachineName, web.Node);
        Assert.Equal(TimeSpan.FromSeconds(1), redis.OperationTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(250), redis.MaxRetryDelay);
    }

    [Theory]
    [InlineData("10.77.0.1:6379", "10.77.0.1:6379")]
    [InlineData("10.77.0.1", "10.77.0.1:7")]
    [InlineData("redis-1.lab:6379", "redis-1.lab:6379")]
    [InlineData("redis-1", "redis-1:7")]
    [InlineData("[fe80::1]:6379", "[fe80::1]:6379")]
    public void Reads_and_writes_addresses(string text, string written)
    {
        Assert.True(HostAndPort.TryParse(text, 7, out EndPoint? endPoint));
        Assert.Equal(written, HostAndPort.Format(endPoint));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("6379")]
    [InlineData(":6379")]
    [InlineData("redis 1:6379")]
    [InlineData("redis-1:0")]
    [InlineData("redis-1:65536")]
    [InlineData("redis-1:port")]
    public void Refuses_what_is_no_address(string? text) => Assert.False(HostAndPort.TryParse(text, 7, out _));

    private static SettingsReader Settings(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build());
}

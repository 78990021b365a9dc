using System.Net;
using Microsoft.Extensions.Configuration;
using Npgsql;
using WebApp.Configuration;
using WebApp.Storage;
using WebApp.Storage.Postgres;

namespace ChaosHarness.Tests.Reference;

public sealed class WebAppPostgres
{
    [Fact]
    public void Reads_what_the_environment_says()
    {
        PostgresOptions options = PostgresOptions.Read(Settings(
            ("Postgres:Hosts:0", "pg1"), ("Postgres:Hosts:1", "10.77.0.2:5433"), ("Postgres:Database", "app"),
            ("Postgres:Username", "app"), ("Postgres:TargetSession", "primary")));

        Assert.Equal([new DnsEndPoint("pg1", 5432), IPEndPoint.Parse("10.77.0.2:5433")], options.Hosts);
        Assert.Equal(TargetSessionAttributes.Primary, options.TargetSession);
        Assert.True(options.OperationTimeout > options.ConnectTimeout, "a dead host would never be given up");
    }

    [Fact]
    public void An_operation_has_to_outlast_the_first_of_several_hosts_that_does_not_answer()
    {
        SettingsReader settings = Settings(
            ("Postgres:Hosts:0", "pg1"), ("Postgres:Hosts:1", "pg2"), ("Postgres:Database", "app"), ("Postgres:Username", "app"),
            ("Postgres:OperationTimeout", "00:00:01"));
        _ = PostgresOptions.Read(settings);

        InvalidSettingsException refused = Assert.Throws<InvalidSettingsException>(settings.ThrowIfBad);

        Assert.Contains("Postgres:OperationTimeout is not longer than ConnectTimeout", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_host_is_waited_for_a_second()
    {
        PostgresOptions options = PostgresOptions.Read(Settings(
            ("Postgres:Hosts:0", "db"), ("Postgres:Database", "app"), ("Postgres:Username", "app")));

        Assert.Equal(TimeSpan.FromSeconds(1), options.OperationTimeout);
    }

    [Fact]
    public void Names_every_bad_setting_at_once()
    {
        SettingsReader settings = Settings(("WebApp:Store", "Oracle"), ("Postgres:TargetSession", "leader"));
        _ = WebAppOptions.Read(settings);
        _ = PostgresOptions.Read(settings);

        string[] problems = [.. Assert.Throws<InvalidSettingsException>(settings.ThrowIfBad).Message.Split('\n')];

        Assert.Contains(problems, p => p.Contains("WebApp:Store is 'Oracle', neither Redis nor Postgres", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("Postgres:Hosts names no host", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("Postgres:Database is missing", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("TargetSession is 'leader', neither any nor primary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ERROR", "25006", "read-only", true)]
    [InlineData("ERROR", "53100", "sql-53100", false)]
    public void An_error_has_rolled_the_statement_back(string severity, string state, string reason, bool mayRetry)
    {
        StoreFailure failure = PostgresFailures.WhileExecuting(new PostgresException("why", severity, severity, state));

        Assert.Equal((Applied.No, reason, mayRetry), (failure.Applied, failure.Reason, failure.MayRetry));
    }

    [Fact]
    public void A_session_that_ends_under_a_statement_leaves_its_effect_open()
    {
        StoreFailure ended = PostgresFailures.WhileExecuting(new PostgresException("ended", "FATAL", "FATAL", "57P01"));
        StoreFailure broken = PostgresFailures.WhileExecuting(new NpgsqlException("broken", new IOException()));

        Assert.Equal((Applied.Unknown, false), (ended.Applied, ended.MayRetry));
        Assert.Equal((Applied.Unknown, "connection-lost"), (broken.Applied, broken.Reason));
    }

    [Fact]
    public void A_read_may_be_tried_again_whatever_became_of_it()
    {
        StoreFailure failure = PostgresFailures.OfRead(PostgresFailures.ConnectionLost);

        Assert.Equal((Applied.No, true), (failure.Applied, failure.MayRetry));
        Assert.False(PostgresFailures.OfRead(PostgresFailures.Timeout).MayRetry);
    }

    private static SettingsReader Settings(params (string Key, string Value)[] values) => new(
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build());
}

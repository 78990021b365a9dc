using WebApp.Endpoints;
using WebApp.Storage;
using WebApp.Storage.Redis;

namespace ChaosHarness.Tests.Reference;

/// <summary>What a harness relies on: whether a failed write surely did not happen.</summary>
public sealed class WebAppFailures
{
    [Theory]
    [InlineData("READONLY You can't write against a read only replica.", "read-only")]
    [InlineData("NOREPLICAS Not enough good replicas to write.", "no-replicas")]
    [InlineData("LOADING Redis is loading the dataset in memory", "loading")]
    [InlineData("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", "master-down")]
    [InlineData("MISCONF Redis is configured to save RDB snapshots, but ...", "cannot-persist")]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.", "out-of-memory")]
    [InlineData("BUSY Redis is busy running a script.", "busy")]
    [InlineData("NOAUTH Authentication required.", "not-permitted")]
    [InlineData("EXECABORT Transaction discarded because of previous errors.", "transaction-refused")]
    [InlineData("EXECABORT Transaction discarded because of: READONLY You can't write ...", "read-only")]
    [InlineData("EXECABORT Transaction discarded because of: ERR something new", "transaction-refused")]
    public void An_error_reply_that_refuses_a_command_means_surely_not_executed(string reply, string reason)
    {
        StoreFailure failure = RedisFailures.FromReply(reply);

        Assert.Equal((FailureClass.Unavailable, Applied.No, reason), (failure.Class, failure.Applied, failure.Reason));
    }

    [Theory]
    [InlineData("ERR increment or decrement would overflow")]
    [InlineData("READONLYISH is no code of Redis")]
    [InlineData("")]
    public void An_error_reply_that_is_not_known_means_nobody_knows(string reply)
    {
        StoreFailure failure = RedisFailures.FromReply(reply);

        Assert.Equal((FailureClass.Broken, Applied.Unknown), (failure.Class, failure.Applied));
    }

    [Fact]
    public void Only_what_surely_was_not_executed_may_be_retried()
    {
        StoreFailure[] all =
        [
            RedisFailures.NoMaster, RedisFailures.NotSent, RedisFailures.ReadOnly, RedisFailures.TransactionRefused,
            RedisFailures.Timeout, RedisFailures.ConnectionLost, RedisFailures.Unexpected,
            .. "NOREPLICAS LOADING MASTERDOWN MISCONF OOM BUSY NOPERM WRONGTYPE ERR".Split(' ')
                .Select(RedisFailures.FromReply),
        ];

        Assert.All(all, failure => Assert.False(failure is { Applied: Applied.Unknown, MayRetry: true }));
        Assert.All(all, failure => Assert.Equal(Applied.No, RedisFailures.OfRead(failure).Applied));
    }

    [Fact]
    public void Closed_before_sending_and_refused_by_the_client_mean_not_sent()
    {
        Assert.Same(RedisFailures.NotSent, RedisFailures.FromException(new ObjectDisposedException("multiplexer")));
        Assert.Same(RedisFailures.Timeout, RedisFailures.FromException(new TimeoutException()));
        Assert.Same(RedisFailures.Unexpected, RedisFailures.FromException(new InvalidCastException()));
    }

    [Theory]
    [InlineData("no-master", 503, "no")]
    [InlineData("timeout", 504, "unknown")]
    [InlineData("connection-lost", 502, "unknown")]
    [InlineData("wrong-type", 409, "no")]
    public void A_failure_becomes_a_problem_with_status_and_effect(string reason, int status, string applied)
    {
        StoreFailure failure = new[]
        {
            RedisFailures.NoMaster, RedisFailures.Timeout, RedisFailures.ConnectionLost,
            RedisFailures.FromReply("WRONGTYPE Operation against a key holding the wrong kind of value"),
        }.Single(f => f.Reason == reason);

        Problem problem = Problems.Of(new StoreException(failure, "10.77.0.1:6379", "what happened"));

        Assert.Equal((status, applied, reason), (problem.Status, problem.Applied, problem.Reason));
        Assert.Equal(("10.77.0.1:6379", "what happened"), (problem.StoreNode, problem.Detail));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("Doc-1_2.3:4", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("ä", false)]
    [InlineData("a\nb", false)]
    public void A_key_is_plain(string key, bool good) => Assert.Equal(good, Keys.IsKey(key));

    [Fact]
    public void A_key_has_a_limit()
    {
        Assert.True(Keys.IsKey(new string('k', Keys.MaxLength)));
        Assert.False(Keys.IsKey(new string('k', Keys.MaxLength + 1)));
    }
}

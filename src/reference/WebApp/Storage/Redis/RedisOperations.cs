using Polly;
using Polly.Timeout;
using StackExchange.Redis;
using WebApp.Configuration;

namespace WebApp.Storage.Redis;

/// <summary>
/// Runs single operations on the current master: within the operation timeout, retries included, and with every
/// failure classified. It tries again only what surely was not executed, and reads.
/// </summary>
internal sealed class RedisOperations
{
    private readonly MasterFollower _follower;
    private readonly ResiliencePipeline _pipeline;

    public RedisOperations(MasterFollower follower, RedisOptions options, TimeProvider time)
    {
        _follower = follower;
        _pipeline = StorePipeline.Create(options.OperationTimeout, options.RetryDelay, time);
    }

    /// <summary>Runs something that changes nothing.</summary>
    public Task<Stored<T>> ReadAsync<T>(Func<IDatabase, Task<T>> read, CancellationToken cancellation) =>
        RunAsync(read, RedisFailures.OfRead, cancellation);

    /// <summary>Runs a write. Whatever may have reached Redis is never sent again.</summary>
    public Task<Stored<T>> WriteAsync<T>(Func<IDatabase, Task<T>> write, CancellationToken cancellation) =>
        RunAsync(write, failure => failure, cancellation);

    private async Task<Stored<T>> RunAsync<T>(
        Func<IDatabase, Task<T>> command, Func<StoreFailure, StoreFailure> judge, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (run, token) => await run.self.AttemptAsync(run.command, run.judge, token),
                (self: this, command, judge),
                cancellation);
        }
        catch (TimeoutRejectedException e)
        {
            throw new StoreException(judge(RedisFailures.Timeout), _follower.Current?.Node, e.Message, e);
        }
    }

    private async Task<Stored<T>> AttemptAsync<T>(
        Func<IDatabase, Task<T>> command, Func<StoreFailure, StoreFailure> judge, CancellationToken cancellation)
    {
        if (_follower.Current is not { } master)
            throw new StoreException(RedisFailures.NoMaster, null, "There is no verified Redis master right now.");

        try
        {
            var value = await master.SendAsync(command).WaitAsync(cancellation);

            // An answer of a master that has been replaced meanwhile: its data may be on its way to oblivion.
            return _follower.Current == master
                ? new Stored<T>(value, master.Node)
                : throw new StoreException(
                    judge(RedisFailures.Replaced), master.Node, "The master that answered has been let go meanwhile.");
        }
        catch (StoreException)
        {
            throw;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var failure = RedisFailures.FromException(e);
            if (failure == RedisFailures.ReadOnly || failure == RedisFailures.NotSent)
                _follower.Drop(master, $"an operation failed: {failure.Reason}");

            throw new StoreException(judge(failure), master.Node, e.Message, e);
        }
    }
}

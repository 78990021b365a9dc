using Npgsql;
using Polly;
using Polly.Timeout;
using WebApp.Configuration;

namespace WebApp.Storage.Postgres;

/// <summary>
/// Runs single statements within the operation timeout, retries included, and with every failure classified. It tries
/// again only what surely was not executed, and reads.
/// </summary>
internal sealed class PostgresOperations
{
    private readonly NpgsqlDataSource _source;
    private readonly PostgresOptions _options;
    private readonly ResiliencePipeline _pipeline;

    public PostgresOperations(NpgsqlDataSource source, PostgresOptions options, TimeProvider time)
    {
        (_source, _options) = (source, options);
        _pipeline = StorePipeline.Create(options.OperationTimeout, options.RetryDelay, time);
    }

    /// <summary>Runs something that changes nothing, and gives its first column's values.</summary>
    public Task<Stored<List<T>>> ReadAsync<T>(string sql, int key, CancellationToken cancellation) =>
        RunAsync<T>(sql, key, null, PostgresFailures.OfRead, cancellation);

    /// <summary>Runs a write. Whatever may have reached PostgreSQL is never sent again.</summary>
    public Task<Stored<List<T>>> WriteAsync<T>(string sql, int key, long? value, CancellationToken cancellation) =>
        RunAsync<T>(sql, key, value, failure => failure, cancellation);

    /// <summary>The number that a key is.</summary>
    /// <exception cref="StoreException">It is none: the tables have numbers for keys.</exception>
    public static int Key(string key) => int.TryParse(key, out var number) ? number
        : throw new StoreException(PostgresFailures.Conflict, null, $"'{key}' is no number, as the tables' keys are.");

    private async Task<Stored<List<T>>> RunAsync<T>(
        string sql, int key, long? value, Func<StoreFailure, StoreFailure> judge, CancellationToken cancellation)
    {
        var sent = new Sent();
        try
        {
            return await _pipeline.ExecuteAsync(
                async token => await AttemptAsync<T>(sql, key, value, judge, sent, token).WaitAsync(token), cancellation);
        }
        catch (TimeoutRejectedException e)
        {
            var failure = sent.Yes ? PostgresFailures.Timeout : PostgresFailures.NotSent;
            throw new StoreException(judge(failure), null, e.Message, e);
        }
    }

    private async Task<Stored<List<T>>> AttemptAsync<T>(
        string sql, int key, long? value, Func<StoreFailure, StoreFailure> judge, Sent sent, CancellationToken cancellation)
    {
        sent.Yes = false;
        await using var connection = await OpenAsync(judge, cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = key });
        if (value is { } number)
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
        sent.Yes = true;
        try
        {
            var values = new List<T>();
            var node = connection.Host ?? "";
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                node = reader.IsDBNull(1) ? node : reader.GetString(1);
                if (!reader.IsDBNull(0))
                    values.Add(reader.GetFieldValue<T>(0));
            }

            return new Stored<List<T>>(values, node);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var failure = PostgresFailures.WhileExecuting(e);

            // To a driver this is an error like others; here it means that every session leads to the wrong server.
            if (failure == PostgresFailures.ReadOnly)
                _source.Clear();
            throw new StoreException(judge(failure), connection.Host, e.Message, e);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(Func<StoreFailure, StoreFailure> judge, CancellationToken cancellation)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new StoreException(judge(PostgresFailures.WhileConnecting(e)), null, e.Message, e);
        }
    }

    /// <summary>Whether a statement was given to the driver.</summary>
    private sealed class Sent
    {
        public volatile bool Yes;
    }

    /// <summary>The column that names the server, for statements.</summary>
    public string Node => $"({_options.NodeExpression})::text";
}

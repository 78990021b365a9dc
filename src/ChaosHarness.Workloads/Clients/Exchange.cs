using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace ChaosHarness.Workloads.Clients;

/// <summary>
/// One request and its answer. Nothing of which a byte may have left is ever sent again: a write must not be applied
/// twice because of us. Only a pooled connection that took no byte at all, because the server had closed it while it
/// was idle, is replaced by another one.
/// </summary>
internal static class Exchange
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<Reply> RunAsync(ConnectionPool pool, IProtocol protocol, Call call, Instant deadline)
    {
        while (true)
        {
            var connection = pool.TakeIdle(deadline);
            bool pooled = connection is not null;
            if (connection is null)
            {
                (connection, var failure) = await pool.ConnectAsync(deadline);
                if (connection is null) return failure;
                if (protocol.Greeting is { } greeting
                    && await Greetings.ExchangeAsync(connection, greeting) is { Error: { } refusal })
                {
                    connection.Dispose();
                    return Reply.Fail(refusal);
                }
            }

            var (sent, error) = await connection.SendAsync(protocol.Write(connection.Request, call));
            if (error == SocketError.Success) return await ReceiveAsync(pool, connection, protocol, call);
            bool expired = connection.IsExpired;
            connection.Dispose();
            if (sent) return TransportErrors.Broken(error, expired);
            if (!pooled || expired) return TransportErrors.NotSent(expired);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Reply> ReceiveAsync(
        ConnectionPool pool, Connection connection, IProtocol protocol, Call call)
    {
        try
        {
            while (true)
            {
                bool ended = await connection.ReceiveAsync() == 0;
                var reading = protocol.Read(connection.Received, ended, call, connection.Names, out var answer);
                if (reading == Reading.Complete) return Finish(pool, connection, answer, ended);
                if (reading == Reading.Malformed || ended)
                {
                    connection.Dispose();
                    return Reply.Info(reading == Reading.Malformed ? ErrorClasses.Malformed : ErrorClasses.Closed);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            bool expired = connection.IsExpired;
            connection.Dispose();
            var error = (e as SocketException)?.SocketErrorCode ?? SocketError.OperationAborted;
            return TransportErrors.Broken(error, expired);
        }
    }

    private static Reply Finish(ConnectionPool pool, Connection connection, in Answer answer, bool ended)
    {
        bool clean = answer.KeepAlive && !ended && answer.Consumed == connection.Received.Length;
        string server = connection.Server;
        if (connection.Disarm() && clean) pool.PutAside(connection);
        else connection.Dispose();
        return answer.Reply.Server is null ? answer.Reply with { Server = server } : answer.Reply;
    }
}

using System.Net.Sockets;

namespace ChaosHarness.Workloads.Clients;

/// <summary>Says what a new connection begins with. Whatever goes wrong then, no operation was sent.</summary>
internal static class Greetings
{
    /// <summary>Greets, and lets the connection know who is at its other end.</summary>
    /// <returns>The other end's answer, or an error class where there is none.</returns>
    public static async ValueTask<Greeted> ExchangeAsync(Connection connection, IGreeting greeting)
    {
        try
        {
            var (_, error) = await connection.SendAsync(greeting.Write(connection.Request));
            if (error != SocketError.Success) return Failed(connection, ErrorClasses.ConnectReset);
            while (true)
            {
                bool ended = await connection.ReceiveAsync() == 0;
                var reading = greeting.Read(connection.Received, out var answer);
                if (reading == Reading.Malformed) return Failed(connection, ErrorClasses.Malformed);
                if (reading == Reading.Incomplete && ended) return Failed(connection, ErrorClasses.ConnectReset);
                if (reading == Reading.Incomplete) continue;
                connection.Clear();
                if (answer.Server is { } server) connection.Identify(server);
                return answer;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return Failed(connection, ErrorClasses.ConnectReset);
        }
    }

    private static Greeted Failed(Connection connection, string error) =>
        new(connection.IsExpired ? ErrorClasses.ConnectTimeout : error, null, false, 0);
}

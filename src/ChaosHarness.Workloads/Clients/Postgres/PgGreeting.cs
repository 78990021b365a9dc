using System.Text;

namespace ChaosHarness.Workloads.Clients.Postgres;

/// <summary>
/// How a connection to PostgreSQL begins: the startup message, and a query for the server's name right behind it, so that
/// both take one round trip. Only servers that ask for no password are spoken to.
/// </summary>
internal sealed class PgGreeting : IGreeting
{
    private readonly byte[] _message;

    /// <param name="settings">The entry point's settings: user, database, identify.</param>
    /// <param name="application">The application's name, for <c>pg_stat_activity</c>.</param>
    public PgGreeting(IReadOnlyDictionary<string, string> settings, string application)
    {
        string identity = settings.GetValueOrDefault("identify", "host(inet_server_addr())");
        _message =
        [
            .. PgMessages.Startup(
                settings.GetValueOrDefault("user", "postgres"), settings.GetValueOrDefault("database", "postgres"), application),
            .. PgMessages.Query($"SELECT ({identity})::text"),
        ];
        if (_message.Length > Connection.RequestMax)
            throw new FormatException("user, database and identify of a postgres entry point are too long together.");
    }

    public int Write(Span<byte> buffer)
    {
        _message.CopyTo(buffer);
        return _message.Length;
    }

    public Reading Read(ReadOnlySpan<byte> received, out Greeted answer)
    {
        answer = default;
        var reader = new PgReader(received);
        string? server = null;
        bool isStandby = false;
        int ready = 0;
        while (ready < 2)
        {
            var reading = reader.Next();
            if (reading != Reading.Complete) return reading;
            switch (reader.Kind)
            {
                case (byte)'E':
                    answer = new Greeted(PgErrors.ClassOf(reader), null, false, reader.Position);
                    return Reading.Complete;
                case (byte)'R' when reader.Body.Length < 4 || reader.Body[..4].ContainsAnyExcept((byte)0):
                    answer = new Greeted("sql-password-asked", null, false, reader.Position);
                    return Reading.Complete;
                case (byte)'S':
                    isStandby |= reader.Body.StartsWith("in_hot_standby\0on\0"u8);
                    break;
                case (byte)'D' when reader.TryFirstColumn(out var name):
                    server = Encoding.UTF8.GetString(name);
                    break;
                case (byte)'Z':
                    ready++;
                    break;
            }
        }

        answer = new Greeted(null, server, isStandby, reader.Position);
        return Reading.Complete;
    }
}

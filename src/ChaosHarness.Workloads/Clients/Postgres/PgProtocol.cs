using System.Buffers.Text;
using System.Text.Unicode;
using ChaosHarness.Histories;

namespace ChaosHarness.Workloads.Clients.Postgres;

/// <summary>
/// Operations as SQL, each a transaction of its own, over PostgreSQL's protocol 3.0. Tables: <c>documents(seq, key, id)</c>
/// with one row for every append, <c>registers(key, value)</c>, <c>counters(key, value)</c>.
/// </summary>
internal sealed class PgProtocol(IGreeting greeting) : IProtocol
{
    public IGreeting? Greeting { get; } = greeting;

    public int Write(Span<byte> buffer, in Call call)
    {
        var text = buffer[5..];
        int length;
        bool fits = (call.Kind, call.Set) switch
        {
            (OperationKind.Append, _) => Utf8.TryWrite(
                text, $"INSERT INTO documents (key, id) VALUES ({call.Key}, {call.Value})", out length),
            (OperationKind.Write, _) => Utf8.TryWrite(
                text, $"INSERT INTO registers VALUES ({call.Key}, {call.Value}) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
                out length),
            (OperationKind.Increment, _) => Utf8.TryWrite(
                text, $"INSERT INTO counters VALUES ({call.Key}, 1) ON CONFLICT (key) DO UPDATE SET value = counters.value + 1 RETURNING value",
                out length),
            (OperationKind.Probe, _) => Utf8.TryWrite(text, $"SELECT 1", out length),
            (OperationKind.Read, DataSet.Documents) => Utf8.TryWrite(
                text, $"SELECT id FROM documents WHERE key = {call.Key} ORDER BY seq DESC LIMIT 1", out length),
            (OperationKind.Read, DataSet.Registers) => Utf8.TryWrite(
                text, $"SELECT value FROM registers WHERE key = {call.Key}", out length),
            (OperationKind.Read, DataSet.Counters) => Utf8.TryWrite(
                text, $"SELECT value FROM counters WHERE key = {call.Key}", out length),
            _ => throw new NotSupportedException($"{call.Kind} over SQL"),
        };
        return fits ? PgMessages.Query(buffer, length) : throw new InvalidOperationException("a request longer than its buffer");
    }

    public Reading Read(Span<byte> received, bool ended, in Call call, NameCache names, out Answer answer)
    {
        answer = default;
        var reader = new PgReader(received);
        var reply = Reply.Ok(null);
        bool complete = false, refused = false;
        while (true)
        {
            var reading = reader.Next();
            if (reading != Reading.Complete)
            {
                // A FATAL error is the last that is heard of a session.
                if (reading != Reading.Incomplete || !ended || !refused) return reading;
                answer = new Answer(reply, reader.Position, KeepAlive: false);
                return Reading.Complete;
            }

            switch (reader.Kind)
            {
                case (byte)'E':
                    (reply, refused) = (PgErrors.Of(reader, call), true);
                    break;
                case (byte)'N' when PgErrors.IsNotReplicated(reader):
                    (reply, refused) = (Reply.Info(PgErrors.NotReplicated), true);
                    break;
                case (byte)'D' when !refused && call.Kind is OperationKind.Read or OperationKind.Increment:
                    if (!TryNumber(reader, out long value)) return Reading.Malformed;
                    reply = Reply.Ok(null, value);
                    break;
                case (byte)'C':
                    complete = true;
                    break;
                case (byte)'Z':
                    if (!complete && !refused) return Reading.Malformed;
                    answer = new Answer(reply, reader.Position, KeepAlive: true);
                    return Reading.Complete;
            }
        }
    }

    private static bool TryNumber(in PgReader row, out long value)
    {
        value = 0;
        return row.TryFirstColumn(out var text) && Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
    }
}

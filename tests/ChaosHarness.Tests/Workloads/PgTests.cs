using System.Buffers.Binary;
using System.Text;
using ChaosHarness.Histories;
using ChaosHarness.Workloads.Clients;
using ChaosHarness.Workloads.Clients.Postgres;

namespace ChaosHarness.Tests.Workloads;

public sealed class PgTests
{
    private static readonly PgGreeting s_greeting = new(
        new Dictionary<string, string> { ["user"] = "app", ["database"] = "shop", ["identify"] = "'pg1'" }, "direct");

    private static readonly PgProtocol s_protocol = new(s_greeting);

    private static readonly byte[] s_ready = Message('Z', "I");

    [Theory]
    [InlineData(OperationKind.Append, DataSet.Documents, "INSERT INTO documents (key, id) VALUES (5, 42)")]
    [InlineData(OperationKind.Read, DataSet.Documents, "SELECT id FROM documents WHERE key = 5 ORDER BY seq DESC LIMIT 1")]
    [InlineData(OperationKind.Read, DataSet.Registers, "SELECT value FROM registers WHERE key = 5")]
    [InlineData(OperationKind.Probe, DataSet.Documents, "SELECT 1")]
    internal void Words_statements(OperationKind kind, DataSet set, string expected)
    {
        byte[] buffer = new byte[512];
        int length = s_protocol.Write(buffer, new Call(kind, set, 5, 42));

        Assert.Equal(Message('Q', expected + "\0"), buffer[..length]);
    }

    [Theory]
    [InlineData(OperationKind.Append)]
    [InlineData(OperationKind.Write)]
    [InlineData(OperationKind.Increment)]
    public void Has_room_for_the_longest_numbers(OperationKind kind)
    {
        byte[] buffer = new byte[512];
        int length = s_protocol.Write(buffer, new Call(kind, DataSet.Documents, int.MinValue, long.MinValue));

        Assert.Equal(length - 1, BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(1)));
    }

    [Fact]
    public void Reads_an_answer_with_its_last_byte_and_not_before()
    {
        byte[] answer = [.. Message('T', "\0\0"), .. Row("17"), .. Message('C', "SELECT 1\0"), .. s_ready];
        var call = new Call(OperationKind.Read, DataSet.Documents, 1, 1);
        for (int length = 0; length < answer.Length; length++)
            Assert.Equal(Reading.Incomplete, Read(answer[..length], call, ended: false, out _));

        Assert.Equal(Reading.Complete, Read([.. answer, (byte)'N'], call, ended: false, out var read));
        Assert.Equal((Outcome.Ok, 17L, answer.Length), (read.Reply.Outcome, read.Reply.Result, read.Consumed));
        Assert.True(read.KeepAlive);
    }

    [Theory]
    [InlineData(OperationKind.Append, "ERROR", "25006", Outcome.Fail)]
    [InlineData(OperationKind.Append, "FATAL", "57P01", Outcome.Info)]
    [InlineData(OperationKind.Append, "PANIC", "XX000", Outcome.Info)]
    [InlineData(OperationKind.Read, "FATAL", "57P01", Outcome.Fail)]
    public void An_error_has_rolled_back_and_a_fatal_one_leaves_it_open(
        OperationKind kind, string severity, string state, Outcome expected)
    {
        byte[] error = Message('E', $"S{severity}\0V{severity}\0C{state}\0Mwhy\0\0");
        byte[] answer = severity == "ERROR" ? [.. error, .. s_ready] : error;

        Assert.Equal(Reading.Complete, Read(answer, new Call(kind, DataSet.Documents, 1, 1), ended: true, out var read));
        Assert.Equal((expected, $"sql-{state}"), (read.Reply.Outcome, read.Reply.Error));
        Assert.Equal(severity == "ERROR", read.KeepAlive);
    }

    [Fact]
    public void A_commit_that_did_not_wait_for_its_replica_is_no_acknowledgement()
    {
        byte[] answer =
        [
            .. Message('N', "SWARNING\0VWARNING\0C01000\0Mcanceling wait for synchronous replication due to user request\0"
                + "DThe transaction has already committed locally, but might not have been replicated to the standby.\0\0"),
            .. Message('C', "INSERT 0 1\0"), .. s_ready,
        ];

        Read(answer, new Call(OperationKind.Append, DataSet.Documents, 1, 1), ended: false, out var read);

        Assert.Equal((Outcome.Info, PgErrors.NotReplicated), (read.Reply.Outcome, read.Reply.Error));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("\0\0\0\0\0")]
    public void What_is_not_the_protocol_is_malformed(string text) => Assert.Equal(
        Reading.Malformed,
        Read(Encoding.ASCII.GetBytes(text), new Call(OperationKind.Read, DataSet.Documents, 1, 1), ended: false, out _));

    [Theory]
    [InlineData("on", true)]
    [InlineData("off", false)]
    public void The_greeting_tells_who_it_is_and_whether_it_takes_writes(string standby, bool expected)
    {
        byte[] answer =
        [
            .. Message('R', "\0\0\0\0"), .. Message('S', $"in_hot_standby\0{standby}\0"), .. s_ready,
            .. Row("pg1"), .. Message('C', "SELECT 1\0"), .. s_ready,
        ];
        for (int length = 0; length < answer.Length; length++)
            Assert.Equal(Reading.Incomplete, s_greeting.Read(answer.AsSpan(0, length), out _));

        Assert.Equal(Reading.Complete, s_greeting.Read(answer, out var greeted));
        Assert.Equal(new Greeted(null, "pg1", expected, answer.Length), greeted);
    }

    [Fact]
    public void A_server_that_is_starting_or_asks_for_a_password_refuses()
    {
        s_greeting.Read(Message('E', "SFATAL\0VFATAL\0C57P03\0Mstarting up\0\0"), out var starting);
        s_greeting.Read(Message('R', "\0\0\0\u0003"), out var password);

        Assert.Equal(("sql-57P03", "sql-password-asked"), (starting.Error, password.Error));
    }

    [Theory]
    [InlineData("sql-25006", true)]
    [InlineData("sql-57P03", true)]
    [InlineData("refused", true)]
    [InlineData("timeout", true)]
    [InlineData("sql-23505", false)]
    public void Only_some_failures_suggest_another_primary(string error, bool expected) =>
        Assert.Equal(expected, PgErrors.CastsDoubt(Reply.Fail(error)));

    private static Reading Read(byte[] bytes, Call call, bool ended, out Answer answer) =>
        s_protocol.Read(bytes, ended, call, new NameCache(), out answer);

    private static byte[] Message(char kind, string body)
    {
        byte[] text = Encoding.ASCII.GetBytes(body);
        byte[] message = new byte[text.Length + 5];
        message[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), text.Length + 4);
        text.CopyTo(message, 5);
        return message;
    }

    private static byte[] Row(string value) => Message('D', $"\0\u0001\0\0\0{(char)value.Length}{value}");
}

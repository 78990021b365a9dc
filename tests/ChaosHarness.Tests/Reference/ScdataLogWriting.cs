using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Scdata.Data;
using Scdata.Hosting;
using Scdata.Log;
using Shared;

namespace ChaosHarness.Tests.Reference;

public sealed class ScdataLogWriting
{
    [Fact]
    public void A_lock_is_held_by_one_handle_at_a_time()
    {
        using ScdataLogFile log = new();
        using (log.Lock())
        {
            Assert.Null(LogLock.TryTake(log.Path, create: true));

            // Other than a POSIX lock, it survives that some other handle of the file is closed.
            File.OpenHandle(log.Path).Dispose();
            Assert.Null(LogLock.TryTake(log.Path, create: true));
        }

        using SafeFileHandle? next = LogLock.TryTake(log.Path, create: true);
        Assert.NotNull(next);
    }

    [Fact]
    public void Somebody_who_writes_without_the_lock_is_noticed_before_anything_is_acknowledged()
    {
        using ScdataLogFile log = ScdataLogFile.Random(seed: 1, incarnations: 1, frames: 2);
        using SafeFileHandle file = log.Lock();
        LogWriter writer = ScdataLogFile.Writer(file, "n1");
        File.AppendAllBytes(log.Path, [1, 2, 3]);

        writer.Begin();
        writer.Frame.Add(RecordKind.Append, "d", 1);

        Assert.Contains("somebody else writes", Assert.Throws<LogFailedException>(writer.Commit).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_look_at_the_log_finds_that_somebody_else_writes_while_this_one_does_not()
    {
        using ScdataLogFile log = ScdataLogFile.Random(seed: 1, incarnations: 1, frames: 2);
        using SafeFileHandle file = log.Lock();
        LogWriter writer = ScdataLogFile.Writer(file, "n1");
        writer.Look();
        File.AppendAllBytes(log.Path, [1, 2, 3]);

        Assert.Contains("somebody else writes", Assert.Throws<LogFailedException>(writer.Look).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_active_one_that_nobody_writes_to_ends_when_the_log_is_not_its_own_any_more()
    {
        using ScdataLogFile log = ScdataLogFile.Random(seed: 1, incarnations: 1, frames: 2);
        using SafeFileHandle file = log.Lock();
        using Committer committer = new(new Tables(), ScdataLogFile.Writer(file, "n1"));
        File.AppendAllBytes(log.Path, [1, 2, 3]);

        Exception failure = await committer.Failed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Contains("somebody else writes", failure.Message, StringComparison.Ordinal);
        Assert.Throws<WriteRefusedException>(() => { _ = committer.CommitAsync(new AppendDocument("d", 1)); });
    }

    [Fact]
    public void Two_holders_of_the_lock_show_in_the_log_by_name()
    {
        using ScdataLogFile log = ScdataLogFile.Random(seed: 1, incarnations: 1, frames: 2);
        using SafeFileHandle first = log.Lock();
        LogWriter one = ScdataLogFile.Writer(first, "n1");

        // As if the volume had given the lock away twice: both went on from the same end, and both append.
        LogPosition before = one.Position;
        FrameBuilder other = new("n2");
        other.Begin(before.LastId + 1);
        other.Add(RecordKind.Append, "d", 2);
        (ReadOnlyMemory<byte> frame, _) = other.End(before, LogReader.ReadIdentity(first)!, before.Incarnation, 0);
        byte[] second = frame.ToArray();
        one.Begin();
        one.Frame.Add(RecordKind.Append, "d", 1);
        one.Commit();
        File.AppendAllBytes(log.Path, second);

        string message = Assert.Throws<LogDamagedException>(() => log.Read()).Message;
        Assert.Contains("'n2'", message, StringComparison.Ordinal);
        Assert.Contains("'n1'", message, StringComparison.Ordinal);
        Assert.Contains("two processes have written to this log", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standby_forgets_a_transaction_that_is_gone_from_the_log()
    {
        using ScdataLogFile log = ScdataLogFile.Random(seed: 8, incarnations: 2, frames: 5);
        Replica replica = new(new ReplayPace(0, TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        Assert.Equal(log.Read().Lines.Count, Poll(log, replica));

        // Written, seen by the standby, never flushed, and lost with the power of the node that wrote it.
        LogPosition end;
        using (SafeFileHandle file = log.Lock())
        {
            LogWriter writer = ScdataLogFile.Writer(file, "n1");
            end = writer.Position;
            Append(writer, 1);
        }

        Assert.Equal(2, Poll(log, replica));
        Assert.Equal([1], replica.Tables.Document("d").ToArray());
        using (SafeFileHandle file = log.Lock())
        {
            LogWriter.Cut(file, end);
            Append(ScdataLogFile.Writer(file, "n2"), 2);
        }

        Poll(log, replica);
        Assert.Equal([2], replica.Tables.Document("d").ToArray());
        Assert.Equal("n2", replica.Position.Node);
    }

    [Fact]
    public void The_checksum_is_the_one_of_the_standard() => Assert.Equal(0xE3069283, ~Crc32C.Append(~0u, "123456789"u8));

    [Fact]
    public async Task Writes_of_one_commit_see_each_other_and_readers_see_none_before_it_is_flushed()
    {
        using ScdataLogFile log = new();
        using SafeFileHandle file = log.Lock();
        Tables tables = new();
        using Committer committer = new(tables, ScdataLogFile.Writer(file, "n1"));

        Task<Written>[] writes =
        [
            .. Enumerable.Range(1, 500).Select(i => committer.CommitAsync(new AddToCounter("c", i))),
            committer.CommitAsync(new SetRegister("r", "a", held => held is null)),
            committer.CommitAsync(new SetRegister("r", "b", held => held == "a")),
            committer.CommitAsync(new SetRegister("r", "c", held => held == "a")),
        ];
        Written[] done = await Task.WhenAll(writes);

        Assert.Equal(500 * 501 / 2, tables.Counter("c"));
        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i * (i + 1) / 2), done[..500].Select(d => d.Number));
        Assert.Equal((null, null, "other-value"), (done[500].Refused, done[501].Refused, done[502].Refused));
        Assert.Equal("b", tables.Register("r"));
        Assert.Equal(Enumerable.Range(2, 502).Select(i => (long)i), done[..502].Select(d => d.Transaction));
        Assert.Equal(503, log.Read().Lines.Count);
    }

    [Theory]
    [InlineData("100ms", 0.1)]
    [InlineData("1.5s", 1.5)]
    [InlineData("2m", 120.0)]
    [InlineData("5", null)]
    [InlineData("s", null)]
    [InlineData("-1s", null)]
    [InlineData("99999m", null)]
    public void Reads_durations(string text, double? seconds) =>
        Assert.Equal(seconds, OptionValues.ParseDuration(text)?.TotalSeconds);

    private static void Append(LogWriter writer, long id)
    {
        writer.Begin();
        writer.Frame.Add(RecordKind.Append, "d", id);
        writer.Commit();
    }

    private static long Poll(ScdataLogFile log, Replica replica)
    {
        using SafeFileHandle file = File.OpenHandle(log.Path);
        return replica.CatchUp(file, TestContext.Current.CancellationToken).Applied;
    }
}

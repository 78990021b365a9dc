using ChaosHarness.Journals;
using ChaosHarness.Reports;
using ChaosHarness.Reports.Files;

namespace ChaosHarness.Tests.Reports;

/// <summary>The journal on disk.</summary>
public sealed class JournalTests
{
    private static readonly JournalEvent Full = new()
    {
        At = new(123_456_789_012_345), Kind = EventKinds.Observed, Node = "redis1", Subject = "a\"b\\c\nd\u0001 <é> \ud83d\ude00",
        Value = "primary", NotBefore = new(-5), Step = 3,
        Data = new Dictionary<string, string> { ["watch"] = "redis-role", ["empty"] = "", ["lines"] = "one\ntwo\t\u2028" },
    };

    private static readonly JournalEvent Bare = new() { At = new(0), Kind = EventKinds.Trouble };

    [Fact]
    public void Gives_back_what_was_written()
    {
        using TemporaryFolder folder = new();
        using (JournalFile journal = new(folder["journal.jsonl"]))
        {
            journal.Write(Full);
            journal.Write(Bare);
        }

        IReadOnlyList<JournalEvent> read = JournalReader.Read(folder["journal.jsonl"]);
        Assert.Equal(2, read.Count);
        Assert.Equal(Full with { Data = Bare.Data }, read[0] with { Data = Bare.Data });
        Assert.Equal(Full.Data.OrderBy(d => d.Key), read[0].Data.OrderBy(d => d.Key));
        Assert.Equal(Bare, read[1]);
    }

    [Fact]
    public void Is_readable_while_it_is_written()
    {
        using TemporaryFolder folder = new();
        using JournalFile journal = new(folder["journal.jsonl"]);
        journal.Write(Full);
        Assert.Single(JournalReader.Read(folder["journal.jsonl"]));
        journal.Write(Bare);
        Assert.Equal(2, JournalReader.Read(folder["journal.jsonl"]).Count);
    }

    [Fact]
    public void Keeps_lines_whole_that_many_threads_write()
    {
        using TemporaryFolder folder = new();
        using JournalFile journal = new(folder["journal.jsonl"]);
        Parallel.For(0, 8, thread =>
        {
            for (int i = 0; i < 200; i++)
                journal.Write(Full with { At = new(i), Step = thread });
        });
        IReadOnlyList<JournalEvent> read = JournalReader.Read(folder["journal.jsonl"]);
        Assert.Equal(1600, read.Count);
        foreach (IGrouping<int?, JournalEvent> thread in read.GroupBy(e => e.Step))
            Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), thread.Select(e => e.At.Nanoseconds));
    }

    [Fact]
    public void Leaves_out_a_last_line_that_was_cut_off()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["journal.jsonl"], "{\"at\":1,\"kind\":\"phase\"}\n{\"at\":2,\"ki");
        Assert.Equal(new Instant(1), Assert.Single(JournalReader.Read(folder["journal.jsonl"])).At);
    }

    [Fact]
    public void Skips_members_that_a_newer_harness_added()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["journal.jsonl"], "{\"at\":1,\"mood\":{\"x\":[1,2]},\"kind\":\"phase\"}\n");
        Assert.Equal("phase", Assert.Single(JournalReader.Read(folder["journal.jsonl"])).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[1]")]
    [InlineData("{\"kind\":\"phase\"}")]
    [InlineData("{\"at\":1}")]
    [InlineData("{\"at\":1.5,\"kind\":\"phase\"}")]
    [InlineData("{\"at\":null,\"kind\":\"phase\"}")]
    [InlineData("{\"at\":99999999999999999999,\"kind\":\"phase\"}")]
    [InlineData("{\"at\":1,\"kind\":\"phase\",\"data\":{\"x\":1}}")]
    [InlineData("{\"at\":1,\"kind\":\"phase\",\"data\":\"x\"}")]
    [InlineData("{\"at\":1,\"kind\":\"phase\"} {}")]
    public void Names_the_line_that_is_damaged(string line)
    {
        using TemporaryFolder folder = new();
        string path = folder["journal.jsonl"];
        File.WriteAllText(path, "{\"at\":1,\"kind\":\"phase\"}\n" + line + "\n{\"at\":2,\"kind\":\"phase\"}\n");
        RunDataException exception = Assert.Throws<RunDataException>(() => JournalReader.Read(path));
        Assert.StartsWith($"{path}:2: not a journal event", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_no_event_after_it_was_closed()
    {
        using TemporaryFolder folder = new();
        JournalFile journal = new(folder["journal.jsonl"]);
        journal.Dispose();
        Assert.Throws<InvalidOperationException>(() => journal.Write(Bare));
    }
}

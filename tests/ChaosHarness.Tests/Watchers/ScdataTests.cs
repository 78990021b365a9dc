using System.Runtime.Versioning;
using System.Text.Json;
using ChaosHarness.Watchers.Http;
using ChaosHarness.Watchers.Locks;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Scdata;

namespace ChaosHarness.Tests.Watchers;

public sealed class ScdataTests
{
    [Fact]
    public void The_log_gives_the_elements_of_documents_and_the_last_values_of_the_rest()
    {
        const string log = """
            {"id":1,"kind":"takeover","key":"","value":37,"node":"sc1","incarnation":1}
            {"id":2,"kind":"append","key":"7","value":11,"node":"sc1","incarnation":1}
            {"id":3,"kind":"set","key":"1000001","value":"5","node":"sc1","incarnation":1}
            {"id":4,"kind":"counter","key":"2000001","value":1,"node":"sc1","incarnation":1}
            {"id":5,"kind":"append","key":"7","value":12,"node":"sc2","incarnation":2}
            {"id":6,"kind":"append","key":"7","value":12,"node":"sc2","incarnation":2}
            {"id":7,"kind":"set","key":"1000001","value":"6","node":"sc2","incarnation":2}
            {"id":8,"kind":"counter","key":"2000001","value":2,"node":"sc2","incarnation":2}

            """;

        IReadOnlyDictionary<TransactionLog.DataKey, IReadOnlyList<long>> data = TransactionLog.Read(log);

        Assert.Equal([11, 12, 12], data[new("doc", 7)]);
        Assert.Equal([6], data[new("reg", 1_000_001)]);
        Assert.Equal([2], data[new("ctr", 2_000_001)]);
        Assert.Equal(3, data.Count);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("""{"id":2,"kind":"append","key":"seven","value":11}""")]
    [InlineData("""{"id":2,"kind":"append","key":"7"}""")]
    public void A_line_that_no_workload_has_written_is_refused(string line) =>
        Assert.Throws<FormatException>(() => TransactionLog.Read(line));

    [Theory]
    [InlineData("pos:\t0\nflags:\t02100002\nlock:\t1: OFDLCK  ADVISORY  WRITE -1 00:3e:2 0 EOF\n", true)]
    [InlineData("pos:\t0\nlock:\t1: FLOCK  ADVISORY  WRITE 218 00:3e:2 0 EOF\n", true)]
    [InlineData("pos:\t0\nlock:\t1: POSIX  ADVISORY  READ 218 00:3e:2 0 EOF\n", false)]
    [InlineData("pos:\t0\nflags:\t02100002\nmnt_id:\t62\n", false)]
    public void A_lock_for_writing_is_told_from_one_for_reading_and_from_none(string fdinfo, bool expected) =>
        Assert.Equal(expected, FileLockProbe.IsLocked(fdinfo));

    [Fact]
    [UnsupportedOSPlatform("macos")]
    public async Task The_kernel_tells_who_holds_a_file_locked()
    {
        string path = Path.GetTempFileName();
        DescriptorSearch search = new();
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            Assert.False(Holds(search, path));
            file.Lock(0, 1);
            // Other descriptors come and go meanwhile.
            using CancellationTokenSource enough = new();
            Task busy = Task.Run(() => OpenAndClose(enough.Token), TestContext.Current.CancellationToken);
            Assert.All(Enumerable.Range(0, 500), _ => Assert.True(Holds(search, path)));
            enough.Cancel();
            await busy;
            Assert.False(Holds(search, path + "-other"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    [UnsupportedOSPlatform("macos")]
    public void A_lock_is_found_where_it_is_now_and_not_where_it_was()
    {
        string path = Path.GetTempFileName();
        DescriptorSearch search = new();
        try
        {
            FileStream first = Locked(path);
            Assert.True(Holds(search, path));
            first.Dispose();
            // The kernel gives its number to the next file that is opened: one that is locked, but another.
            using FileStream another = Locked(path + "-other");
            using FileStream unlocked = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            Assert.False(Holds(search, path));
            using FileStream second = Locked(path);
            Assert.True(Holds(search, path));
            second.Unlock(0, 1);
            Assert.False(Holds(search, path));
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + "-other");
        }
    }

    [Fact]
    public void A_process_that_is_gone_has_nothing_open() => Assert.False(new DescriptorSearch().Any(int.MaxValue, "/csv/log", _ => true));

    private static bool Holds(DescriptorSearch search, string path) => search.Any(Environment.ProcessId, path, FileLockProbe.IsLocked);

    [UnsupportedOSPlatform("macos")]
    private static FileStream Locked(string path)
    {
        FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Lock(0, 1);
        return file;
    }

    private static void OpenAndClose(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
            File.OpenHandle("/proc/self/stat").Dispose();
    }

    [Theory]
    [InlineData("""{"role":"active","pid":7}""", "role", "active")]
    [InlineData("""{"scdata":{"role":"standby"}}""", "scdata.role", "standby")]
    [InlineData("""{"scdata":{"running":false}}""", "scdata.running", "false")]
    [InlineData("""{"scdata":{}}""", "scdata.role", "none")]
    public void A_member_of_an_answer_is_the_value(string json, string member, string expected)
    {
        using JsonDocument answer = JsonDocument.Parse(json);

        Assert.Equal(expected, HttpJsonWatcherFactory.Understand("sc1", answer.RootElement, member, []).Value);
    }

    [Fact]
    public void Other_members_are_written_down_with_it()
    {
        using JsonDocument json = JsonDocument.Parse("""{"role":"active","scdata":{"polls":3}}""");

        Answer answer = HttpJsonWatcherFactory.Understand("sc1", json.RootElement, "role", ["scdata.polls", "missing"]);

        Assert.Equal([new("scdata.polls", "3")], answer.Data);
    }
}

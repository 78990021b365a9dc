using System.Diagnostics;
using System.Globalization;
using ChaosHarness.Journals;
using ChaosHarness.Reports;
using ChaosHarness.Reports.Files;

namespace ChaosHarness.Tests.Reports;

/// <summary>What a journal holds whose writer was killed.</summary>
public sealed class JournalKillTests
{
    private const string FolderVariable = "CHAOS_TEST_JOURNAL_FOLDER";
    private const int Threads = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(3000)]
    public async Task Holds_every_event_whose_write_had_returned_when_the_process_was_killed(int lines)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "kills its child the Linux way");
        using TemporaryFolder folder = new();
        using (Process child = StartWriter(folder.Path))
        {
            try
            {
                await WaitForLinesAsync(child, folder["written-0"], lines);
            }
            finally
            {
                child.Kill();
                await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        }

        IReadOnlyList<JournalEvent> read = JournalReader.Read(folder["journal.jsonl"]);
        for (int thread = 0; thread < Threads; thread++)
        {
            long returned = new FileInfo(folder[$"written-{thread}"]).Length;
            long[] events = [.. read.Where(e => e.Step == thread).Select(e => e.At.Nanoseconds)];
            Assert.Equal(Enumerable.Range(0, events.Length).Select(i => (long)i), events);
            Assert.InRange(events.Length, returned, returned + 1); // the one beyond was written and not yet returned from
        }
    }

    /// <summary>What the child process does: writes events, and after each a byte that says so, until it is killed.</summary>
    [Fact(Explicit = true)]
    public void Writes_until_it_is_killed()
    {
        string folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        using JournalFile journal = new(Path.Combine(folder, "journal.jsonl"));
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(t => new Thread(() => WriteForEver(journal, folder, t)))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join(Limit);
    }

    private static void WriteForEver(JournalFile journal, string folder, int thread)
    {
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"written-{thread}"));
        using FileStream returned = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        JournalEvent entry = new()
        {
            At = default, Kind = EventKinds.Observed, Step = thread,
            Data = new Dictionary<string, string> { ["much"] = new string('x', 1000) },
        };
        for (long i = 0; ; i++)
        {
            journal.Write(entry with { At = new(i) });
            returned.WriteByte(1);
        }
    }

    private static Process StartWriter(string folder)
    {
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList =
            {
                "exec", typeof(JournalKillTests).Assembly.Location, "-explicit", "only",
                "-method", $"{typeof(JournalKillTests).FullName}.{nameof(Writes_until_it_is_killed)}",
            },
            Environment = { [FolderVariable] = folder },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static async Task WaitForLinesAsync(Process child, string path, int lines)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(1));
        while (!File.Exists(path) || new FileInfo(path).Length < lines)
        {
            Assert.False(child.HasExited, "the writer ended by itself");
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}

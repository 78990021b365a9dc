using System.Diagnostics;
using System.Globalization;
using ChaosHarness.Journals;
using ChaosHarness.Reports;
using ChaosHarness.Reports.Files;

namespace ChaosHarness.LabTests.Reports;

/// <summary>What a journal holds whose writer was killed.</summary>
public sealed class JournalKillTests
{
    /// <summary>With this word as its first argument, and a folder, this program is the writer.</summary>
    internal const string Word = "write-journal";

    private const int Threads = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(3000)]
    public async Task Holds_every_event_whose_write_had_returned_when_the_process_was_killed(int lines)
    {
        string folder = Directory.CreateTempSubdirectory("journal-").FullName;
        using (Process child = StartWriter(folder))
        {
            try
            {
                await WaitForLinesAsync(child, Path.Combine(folder, "written-0"), lines);
            }
            finally
            {
                child.Kill();
                await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        }

        IReadOnlyList<JournalEvent> read = JournalReader.Read(Path.Combine(folder, "journal.jsonl"));
        for (int thread = 0; thread < Threads; thread++)
        {
            long returned = new FileInfo(Path.Combine(folder, $"written-{thread}")).Length;
            long[] events = [.. read.Where(e => e.Step == thread).Select(e => e.At.Nanoseconds)];
            Assert.Equal(Enumerable.Range(0, events.Length).Select(i => (long)i), events);
            Assert.InRange(events.Length, returned, returned + 1); // the one beyond was written and not yet returned from
        }
    }

    /// <summary>
    /// What the child process does in place of running tests: writes events, and after each a byte that says so, until it
    /// is killed.
    /// </summary>
    internal static int WriteUntilKilled(string folder)
    {
        using JournalFile journal = new(Path.Combine(folder, "journal.jsonl"));
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(t => new Thread(() => WriteForEver(journal, folder, t)))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join(Limit);
        return 1;
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
            ArgumentList = { "exec", typeof(JournalKillTests).Assembly.Location, Word, folder },
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

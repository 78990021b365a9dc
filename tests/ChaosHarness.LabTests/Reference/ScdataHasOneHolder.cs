using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace ChaosHarness.LabTests.Reference;

/// <summary>The lock, standbys, and who is let in.</summary>
public sealed class ScdataHasOneHolder
{
    [Fact]
    public async Task Of_several_that_start_at_once_one_is_active_and_the_others_say_why_not()
    {
        string folder = ReferenceProgram.NewFolder();
        for (int round = 1; round <= 3; round++)
        {
            ReferenceProgram[] all = [.. Enumerable.Range(1, 4).Select(i => ReferenceProgram.Scdata(folder, $"n{i}", "--lock-wait", "200ms"))];
            await Until.TrueAsync("three have given up", () => Task.FromResult(all.Count(p => p.Process.HasExited) == 3));
            foreach (ReferenceProgram loser in all.Where(p => p.Process.HasExited))
            {
                (int code, string said) = await loser.EndAsync();
                Assert.Equal(75, code);
                Assert.Contains("Another process holds the lock on", said, StringComparison.Ordinal);
            }

            ReferenceProgram winner = all.Single(p => !p.Process.HasExited);
            await winner.BecomesAsync("active");
            Assert.Equal(HttpStatusCode.Created, (await winner.PostAsync($"/documents/d/{round}")).Status);
            foreach (ReferenceProgram program in all)
                await program.DisposeAsync();
        }

        // Each incarnation has one node, and their transactions do not mix.
        string[] lines = (await Command.RunAsync("dotnet", ReferenceProgram.PathOf("Scdata"), "log", folder)).Split('\n');
        JsonElement[] records = [.. lines.Select(line => JsonElement.Parse(line))];
        Assert.Equal(["takeover", "append", "takeover", "append", "takeover", "append"], records.Select(r => r.GetProperty("kind").GetString()));
        Assert.Equal([1, 1, 2, 2, 3, 3], records.Select(r => r.GetProperty("incarnation").GetInt32()));
        Assert.Equal([1, 2, 3, 4, 5, 6], records.Select(r => r.GetProperty("id").GetInt32()));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_frozen_one_keeps_the_lock_and_a_killed_one_loses_it()
    {
        string folder = ReferenceProgram.NewFolder();
        await using ReferenceProgram first = ReferenceProgram.Scdata(folder, "n1");
        await first.BecomesAsync("active");
        await using ReferenceProgram second = ReferenceProgram.Scdata(folder, "n2", "--standby", "--lock-wait", "300ms");
        await second.BecomesAsync("standby");

        await Command.SignalAsync(first.Process, "STOP");
        WebAnswer refused = await second.PostAsync("/activate");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "lock-held", "no"), (refused.Status, refused.Reason, refused.Applied));
        Assert.Contains("'n1' with incarnation 1", refused.Text("detail"), StringComparison.Ordinal);
        await second.BecomesAsync("standby");

        await first.KillAsync();
        Assert.Equal("2", (await second.PostAsync("/activate")).Text("incarnation"));
        Assert.Equal("2", (await second.PostAsync("/activate")).Text("incarnation"));
        Assert.Equal("True", (await second.GetAsync("/status")).Text("lockHeld"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_standby_follows_and_serves_nothing()
    {
        string folder = ReferenceProgram.NewFolder();
        await using ReferenceProgram standby = ReferenceProgram.Scdata(folder, "n2", "--standby", "--poll", "0s");
        await standby.BecomesAsync("standby");
        await using ReferenceProgram active = ReferenceProgram.Scdata(folder, "n1");
        await active.BecomesAsync("active");
        for (int id = 0; id < 20; id++)
            await active.PostAsync($"/documents/d/{id}");

        Assert.Equal("0", (await standby.GetAsync("/status")).Text("transactions"));
        Assert.Equal("21", (await standby.PostAsync("/poll")).Text("applied"));
        Assert.Equal("0", (await standby.PostAsync("/poll")).Text("applied"));
        Assert.Equal((await active.GetAsync("/status")).Text("logBytes"), (await standby.GetAsync("/status")).Text("logBytes"));
        foreach (WebAnswer answer in new[]
        {
            await standby.GetAsync("/documents/d"), await standby.PostAsync("/documents/d/99"),
            await standby.PostAsync("/counters/c/increment"), await standby.GetAsync("/health/ready"),
        })
        {
            Assert.Equal(
                (HttpStatusCode.ServiceUnavailable, "no", "standby", "n2"),
                (answer.Status, answer.Applied, answer.Reason, answer.RedisNode));
        }

        await active.KillAsync();
        Assert.Equal(HttpStatusCode.OK, (await standby.PostAsync("/activate")).Status);
        Assert.Equal(HttpStatusCode.OK, (await standby.GetAsync("/health/ready")).Status);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), await standby.DocumentAsync("d"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_standby_waits_for_a_volume_and_an_active_one_refuses_to_begin_without()
    {
        string folder = Path.Combine(ReferenceProgram.NewFolder(), "volume");
        await using ReferenceProgram standby = ReferenceProgram.Scdata(folder, "n2", "--standby", "--poll", "20ms", "--no-create");
        await standby.StatusAsync("it says what it misses", s => s.TryGetProperty("problem", out _));
        await using (ReferenceProgram refused = ReferenceProgram.Scdata(folder, "n1"))
        {
            (int code, string said) = await refused.EndAsync();
            Assert.Equal(66, code);
            Assert.Contains($"There is no folder {folder}. Is the volume there?", said, StringComparison.Ordinal);
        }

        Directory.CreateDirectory(folder);
        Assert.Equal("no-log", (await standby.PostAsync("/activate")).Reason);
        await using ReferenceProgram active = ReferenceProgram.Scdata(folder, "n1");
        await standby.StatusAsync("it follows", s => !s.TryGetProperty("problem", out _) && s.GetProperty("transactions").GetInt64() == 1);
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    [Fact]
    public async Task A_slow_replay_is_shown_serves_nothing_before_its_end_and_takes_as_long_as_it_is_told()
    {
        string folder = ReferenceProgram.NewFolder();
        await using (ReferenceProgram writer = ReferenceProgram.Scdata(folder, "n1"))
        {
            await writer.BecomesAsync("active");
            await Parallel.ForAsync(0, 600, TestContext.Current.CancellationToken, async (id, _) => await writer.PostAsync($"/documents/d/{id}"));
            await writer.KillAsync();
        }

        await using (ReferenceProgram endless = ReferenceProgram.Scdata(folder, "n1", "--apply-rate", "5"))
        {
            await endless.BecomesAsync("starting");
            WebAnswer answer = await endless.GetAsync("/documents/d");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "starting"), (answer.Status, answer.Reason));
            await Until.TrueAsync("it says how far it is", () => Task.FromResult(
                endless.Log.Any(line => line.Contains("Reading the log: transaction", StringComparison.Ordinal))));
            await Command.SignalAsync(endless.Process, "TERM");
            Assert.Equal(0, (await endless.EndAsync()).Code);
        }

        Stopwatch watch = Stopwatch.StartNew();
        await using ReferenceProgram slow = ReferenceProgram.Scdata(folder, "n1", "--apply-rate", "300");
        await slow.BecomesAsync("active");
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(1.8), $"601 transactions at 300/s took {watch.Elapsed}");
        Assert.Equal(600, (await slow.DocumentAsync("d")).Length);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_command_line_with_mistakes_names_all_of_them()
    {
        await using ReferenceProgram scdata = ReferenceProgram.Scdata("/nowhere", "a b", "--poll", "5", "--apply-rate", "-1");
        (int code, string said) = await scdata.EndAsync();

        Assert.Equal(64, code);
        Assert.Contains("--node is 'a b'", said, StringComparison.Ordinal);
        Assert.Contains("--poll is '5', not a duration such as 100ms", said, StringComparison.Ordinal);
        Assert.Contains("--apply-rate is negative", said, StringComparison.Ordinal);
    }
}

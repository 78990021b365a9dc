using System.Net;
using System.Text.Json;

namespace ChaosHarness.LabTests.Reference;

/// <summary>scdata under kill -9: its own recovery, and another process that takes over.</summary>
public sealed class ScdataKeepsWhatItAcknowledged
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task When_it_is_killed_in_the_middle_of_writes_and_started_again(int seed)
    {
        string folder = ReferenceProgram.NewFolder();
        Random random = new(seed);
        ScdataWriters writers = new();
        for (int round = 0; round < 5; round++)
        {
            await using ReferenceProgram scdata = ReferenceProgram.Scdata(folder, "n1");
            await scdata.BecomesAsync("active");
            await writers.CheckAsync(scdata);
            Task writing = writers.UntilGoneAsync(scdata, clients: 16);
            await writers.AcknowledgeAsync(random.Next(1, 500));
            await scdata.KillAsync();
            await writing;
        }

        await using ReferenceProgram last = ReferenceProgram.Scdata(folder, "n1");
        await last.BecomesAsync("active");
        await writers.CheckAsync(last);
        await last.KillAsync();

        JsonElement check = await CheckLogAsync(folder);
        Assert.Equal(6, check.GetProperty("incarnation").GetInt32());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task When_a_standby_takes_over_under_load_again_and_again()
    {
        string folder = ReferenceProgram.NewFolder();
        ScdataWriters writers = new();
        ReferenceProgram active = ReferenceProgram.Scdata(folder, "n0");
        await active.BecomesAsync("active");
        for (int round = 1; round <= 4; round++)
        {
            ReferenceProgram standby = ReferenceProgram.Scdata(folder, $"n{round}", "--standby", "--poll", "20ms");
            await standby.BecomesAsync("standby");
            Task writing = writers.UntilGoneAsync(active, clients: 16);
            await writers.AcknowledgeAsync(100);
            await active.KillAsync();
            WebAnswer activated = await standby.PostAsync("/activate");
            Assert.True(activated.Status == HttpStatusCode.OK, activated.ToString());
            await writing;
            await writers.CheckAsync(standby);
            Assert.Equal($"{round + 1}", activated.Text("incarnation"));
            await active.DisposeAsync();
            active = standby;
        }

        await active.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task With_a_torn_tail_which_is_cut_and_said_and_with_none_when_the_middle_is_damaged()
    {
        string folder = ReferenceProgram.NewFolder();
        string log = Path.Combine(folder, "transactions.log");
        await using (ReferenceProgram scdata = ReferenceProgram.Scdata(folder, "n1"))
        {
            await scdata.BecomesAsync("active");
            for (int id = 1; id <= 3; id++)
                Assert.Equal(HttpStatusCode.Created, (await scdata.PostAsync($"/documents/d/{id}")).Status);
            await scdata.KillAsync();
        }

        // The last frame's first 60 bytes behind it: what a kill in the middle of a write leaves.
        byte[] whole = await File.ReadAllBytesAsync(log, TestContext.Current.CancellationToken);
        await File.AppendAllBytesAsync(log, whole[^67..^7], TestContext.Current.CancellationToken);
        await using (ReferenceProgram scdata = ReferenceProgram.Scdata(folder, "n1"))
        {
            await scdata.BecomesAsync("active");
            Assert.Equal("1 2 3", string.Join(' ', await scdata.DocumentAsync("d")));
            Assert.Contains(scdata.Log, line => line.Contains("Cutting 60 bytes", StringComparison.Ordinal));
            await scdata.KillAsync();
        }

        await CheckLogAsync(folder);
        await using (FileStream file = new(log, FileMode.Open))
        {
            file.Position = whole.Length / 2;
            file.WriteByte((byte)~whole[whole.Length / 2]);
        }

        await using ReferenceProgram refusing = ReferenceProgram.Scdata(folder, "n1");
        (int code, string said) = await refusing.EndAsync();
        Assert.Equal(65, code);
        Assert.Contains("The transaction log is damaged at byte", said, StringComparison.Ordinal);
        Assert.Equal(whole.Length + 66, new FileInfo(log).Length);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task When_it_is_told_to_stop_under_load()
    {
        string folder = ReferenceProgram.NewFolder();
        ScdataWriters writers = new();
        await using (ReferenceProgram scdata = ReferenceProgram.Scdata(folder, "n1"))
        {
            await scdata.BecomesAsync("active");
            Task writing = writers.UntilGoneAsync(scdata, clients: 16);
            await writers.AcknowledgeAsync(100);
            await Command.SignalAsync(scdata.Process, "TERM");
            Assert.Equal(0, (await scdata.EndAsync()).Code);
            await writing;
        }

        await using ReferenceProgram next = ReferenceProgram.Scdata(folder, "n1");
        await next.BecomesAsync("active");
        await writers.CheckAsync(next);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<JsonElement> CheckLogAsync(string folder) => JsonElement.Parse(
        await Command.RunAsync("dotnet", ReferenceProgram.PathOf("Scdata"), "log", folder, "--check"));
}

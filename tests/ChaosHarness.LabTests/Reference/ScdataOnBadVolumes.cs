using System.Net;
using ChaosHarness.LabTests.Labs.Kit;

namespace ChaosHarness.LabTests.Reference;

/// <summary>scdata on volumes that are really full, and really fail.</summary>
public sealed class ScdataOnBadVolumes : IAsyncDisposable
{
    private readonly string _folder = ReferenceProgram.NewFolder();
    private readonly Stack<string> _mounts = new();

    [Fact]
    public async Task A_write_that_finds_no_room_is_refused_and_all_else_goes_on()
    {
        await MountAsync("tmpfs", "size=200k", _folder);
        List<string> kept = [];
        string refused;
        await using (ReferenceProgram scdata = ReferenceProgram.Scdata(_folder, "n1"))
        {
            await scdata.BecomesAsync("active");
            refused = await FillAsync(scdata, kept, HttpStatusCode.ServiceUnavailable, "volume-full", "no");
            Assert.InRange(kept.Count, 30, 50);
            Assert.Equal(HttpStatusCode.NotFound, (await scdata.GetAsync($"/registers/{refused}")).Status);
            Assert.Equal(HttpStatusCode.OK, (await scdata.GetAsync($"/registers/{kept[^1]}")).Status);
            await scdata.BecomesAsync("active");

            await Command.RunAsync("mount", "-o", "remount,size=2m", _folder);
            Assert.Equal(HttpStatusCode.OK, (await PutAsync(scdata, "after")).Status);
            await scdata.KillAsync();
        }

        await using ReferenceProgram next = ReferenceProgram.Scdata(_folder, "n1");
        await next.BecomesAsync("active");
        foreach (string key in kept.Append("after"))
            Assert.Equal(HttpStatusCode.OK, (await next.GetAsync($"/registers/{key}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await next.GetAsync($"/registers/{refused}")).Status);
    }

    [Fact]
    public async Task A_volume_that_fails_to_flush_ends_the_process_and_nothing_more_is_acknowledged()
    {
        // A file system in a file that its own volume has no room for: writes go to the cache, and the flush fails.
        await MountAsync("tmpfs", "size=3m", _folder);
        string image = Path.Combine(_folder, "image");
        string volume = Path.Combine(_folder, "volume");
        await using (FileStream file = File.Create(image))
            file.SetLength(40 << 20);
        await Command.RunAsync("mkfs.ext4", "-q", "-O", "^has_journal", "-E", "lazy_itable_init=0", image);
        Directory.CreateDirectory(volume);
        await MountAsync("ext4", "loop", volume, image);

        List<string> kept = [];
        await using ReferenceProgram scdata = ReferenceProgram.Scdata(volume, "n1");
        await scdata.BecomesAsync("active");
        await FillAsync(scdata, kept, HttpStatusCode.InternalServerError, "log-failed", "unknown");
        (int code, string said) = await scdata.EndAsync();

        Assert.Equal(74, code);
        Assert.Contains("scdata ends: The transaction log cannot be flushed to its volume", said, StringComparison.Ordinal);
        string log = await Command.RunAsync("dotnet", ReferenceProgram.PathOf("Scdata"), "log", volume);
        Assert.All(kept, key => Assert.Contains($"\"key\":\"{key}\"", log, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        while (_mounts.TryPop(out string? mount))
            await Command.RunAsync("umount", "--lazy", mount);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Writes until a write is not acknowledged, and checks what is said about that one.</summary>
    /// <returns>Its key.</returns>
    private static async Task<string> FillAsync(
        ReferenceProgram scdata, List<string> kept, HttpStatusCode status, string reason, string applied)
    {
        while (true)
        {
            string key = $"k{kept.Count}";
            WebAnswer answer = await PutAsync(scdata, key);
            if (answer.Status != HttpStatusCode.OK)
            {
                Assert.Equal((status, reason, applied), (answer.Status, answer.Reason, answer.Applied));
                return key;
            }

            kept.Add(key);
            Assert.True(kept.Count < 10_000, "the volume takes everything");
        }
    }

    private static Task<WebAnswer> PutAsync(ReferenceProgram scdata, string key) =>
        scdata.SendAsync(HttpMethod.Put, $"/registers/{key}/{new string('x', 4000)}");

    /// <summary>Mounts something in this test program's own namespace, or skips the test where that is not allowed.</summary>
    private async Task MountAsync(string type, string options, string folder, string source = "none")
    {
        TestLab.Require();
        try
        {
            await Command.RunAsync("mount", "-t", type, "-o", options, source, folder);
            _mounts.Push(folder);
        }
        catch (InvalidOperationException e) when (Environment.GetEnvironmentVariable("CHAOS_REQUIRE_LAB") != "1")
        {
            Assert.Skip(e.Message);
        }
    }
}

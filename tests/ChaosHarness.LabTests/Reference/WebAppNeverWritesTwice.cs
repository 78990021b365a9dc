using System.Net;

namespace ChaosHarness.LabTests.Reference;

/// <summary>
/// When packets vanish, the socket to the master fills up and the client library hangs in the middle of a flush.
/// Closing such a connection carelessly flushes the same bytes again: about every third time here.
/// </summary>
public sealed class WebAppNeverWritesTwice
{
    private const int Rounds = 5;

    [Fact]
    public async Task What_it_had_in_hand_when_it_gave_up_a_master()
    {
        await using RedisRig rig = await RedisRig.StartAsync(downAfter: TimeSpan.FromMinutes(1));
        await using StallingRelay relay = new(rig.First.Port);
        await SendTheWebTierThroughAsync(rig, relay.Port);
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig);

        List<Task<WebAnswer>> writes = [];
        int full = 0;
        for (int round = 1; round <= Rounds; round++)
        {
            relay.Stall();
            await WriteUntilGivenUpAsync(web, writes, round);
            full += SocketQueues.MostUnsent(relay.Port) > 4096 ? 1 : 0;
            relay.Resume();
            await web.BecomesAsync(HttpStatusCode.OK);
            await Until.TrueAsync("the connection that was given up is closed", async () =>
                (await rig.First.CliAsync("CLIENT", "LIST")).Split("name=WebApp@").Length == 2);
        }

        Assert.True(full > Rounds / 2, $"the socket was full in {full} of {Rounds} rounds: this proves too little");
        WebAnswer[] answers = await Task.WhenAll(writes);
        string[] kept = (await rig.First.CliAsync("LRANGE", "doc:d", "0", "-1")).Split('\n');
        Assert.Contains(answers, answer => answer.Applied == "unknown");
        Assert.Equal(kept.Distinct(), kept);
    }

    private static async Task SendTheWebTierThroughAsync(RedisRig rig, int port)
    {
        foreach (RedisProcess sentinel in rig.Sentinels)
        {
            await sentinel.CliAsync("SENTINEL", "REMOVE", "db1");
            await sentinel.CliAsync(
                "SENTINEL", "MONITOR", "db1", "127.0.0.1", port.ToString(null as IFormatProvider), "2");
        }
    }

    /// <summary>Appends one element after the other, each flushed by itself, until the silence is noticed.</summary>
    private static async Task WriteUntilGivenUpAsync(WebAppProcess web, List<Task<WebAnswer>> writes, int times)
    {
        Task givenUp = Until.TrueAsync("the silence is noticed", () => Task.FromResult(
            web.Log.Count(line => line.Contains("is let go", StringComparison.Ordinal)) == times));
        while (!givenUp.IsCompleted)
        {
            writes.Add(web.PostAsync($"/documents/d/{writes.Count + 1}"));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await givenUp;

        // Refused after its retries, which is time enough for a careless close to begin.
        Assert.Equal("no-master", (await web.PostAsync("/documents/d/0")).Reason);
    }
}

using System.Collections.Concurrent;
using System.Net;

namespace ChaosHarness.LabTests.Reference;

/// <summary>Clients that write as fast as they are answered, and remember what they were told.</summary>
internal sealed class ScdataWriters
{
    private readonly ConcurrentBag<long> _acknowledged = [];
    private readonly ConcurrentBag<long> _unknown = [];
    private long _next;
    private long _increments;
    private long _maybeIncrements;

    /// <summary>Waits until so many more writes were acknowledged.</summary>
    public Task AcknowledgeAsync(int more)
    {
        int wanted = _acknowledged.Count + more;
        return Until.TrueAsync($"{more} writes are acknowledged", () => Task.FromResult(_acknowledged.Count >= wanted));
    }

    /// <summary>Writes until the server is gone.</summary>
    public Task UntilGoneAsync(ReferenceProgram scdata, int clients) => Task.WhenAll(
        Enumerable.Range(0, clients).Select(_ => Task.Run(() => WriteAsync(scdata), TestContext.Current.CancellationToken)));

    /// <summary>Every acknowledged write is there once, and nothing that nobody sent.</summary>
    public async Task CheckAsync(ReferenceProgram scdata)
    {
        long[] ids = await scdata.DocumentAsync("d");
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Empty(_acknowledged.Except(ids));
        Assert.Empty(ids.Except(_acknowledged).Except(_unknown));
        long counter = long.Parse((await scdata.GetAsync("/counters/c")).Text("value")!, null);
        Assert.InRange(counter, _increments, _increments + _maybeIncrements);
    }

    private async Task WriteAsync(ReferenceProgram scdata)
    {
        while (true)
        {
            long id = Interlocked.Increment(ref _next);
            try
            {
                WebAnswer answer = await scdata.PostAsync($"/documents/d/{id}");
                Assert.True(answer.Status == HttpStatusCode.Created, answer.ToString());
                _acknowledged.Add(id);
            }
            catch (HttpRequestException)
            {
                _unknown.Add(id);
                return;
            }

            if (!await IncrementAsync(scdata))
                return;
        }
    }

    private async Task<bool> IncrementAsync(ReferenceProgram scdata)
    {
        try
        {
            Assert.Equal(HttpStatusCode.OK, (await scdata.PostAsync("/counters/c/increment")).Status);
            Interlocked.Increment(ref _increments);
            return true;
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref _maybeIncrements);
            return false;
        }
    }
}

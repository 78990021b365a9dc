using System.Diagnostics;

namespace ChaosHarness.Benchmarks;

/// <summary>.NET's own HTTP client at full speed: what the workers would be built on if they had no client of their own.</summary>
internal static class LoadHttpClient
{
    /// <summary>Requests per second with so many at a time.</summary>
    public static async Task<double> RunAsync(string method, string url, int concurrency, TimeSpan length)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        using var client = new HttpMessageInvoker(handler);
        var verb = HttpMethod.Parse(method);
        var uri = new Uri(url);
        long count = 0;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start) < length)
            {
                using var request = new HttpRequestMessage(verb, uri);
                using var response = await client.SendAsync(request, CancellationToken.None);
                await response.Content.ReadAsByteArrayAsync();
                if (response.IsSuccessStatusCode) Interlocked.Increment(ref count);
            }
        })));
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Timeout;
using WebApp.Configuration;

namespace WebApp.Storage.Scdata;

/// <summary>
/// Runs single requests within the operation timeout, retries included, and with every failure classified. It tries again
/// only what surely was not executed, and reads.
/// </summary>
internal sealed class ScdataOperations : IDisposable
{
    private readonly HttpClient _http;
    private readonly ResiliencePipeline _pipeline;
    private readonly string _address;

    public ScdataOperations(ScdataOptions options, TimeProvider time)
    {
        _address = options.Url.Authority;
        _pipeline = StorePipeline.Create(options.OperationTimeout, options.RetryDelay, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout, UseProxy = false, UseCookies = false, AllowAutoRedirect = false,
        })
        {
            BaseAddress = options.Url, Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Reads something; null where scdata says that there is nothing.</summary>
    public Task<Stored<T?>> ReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class =>
        RunAsync(new Call<T>(HttpMethod.Get, path, type, ScdataFailures.OfRead), cancellation);

    /// <summary>Runs a write. Whatever may have reached scdata is never sent again.</summary>
    public async Task<Stored<T>> WriteAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class
    {
        Stored<T?> stored = await RunAsync(new Call<T>(method, path, type, failure => failure), cancellation);
        return new Stored<T>(
            stored.Value ?? throw new StoreException(ScdataFailures.Unexpected, stored.Node, "scdata answered a write with 404."), stored.Node);
    }

    /// <summary>Asks whether scdata is active, and gives its node.</summary>
    /// <exception cref="StoreException">It is not, or does not answer.</exception>
    public async Task<string> ProveActiveAsync(CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellation);
        if (!answer.IsSuccessStatusCode)
            await ThrowAsync(answer, ScdataFailures.OfRead, cancellation);
        return Node(answer);
    }

    public void Dispose() => _http.Dispose();

    private async Task<Stored<T?>> RunAsync<T>(Call<T> call, CancellationToken cancellation) where T : class
    {
        Sent sent = new();
        try
        {
            return await _pipeline.ExecuteAsync(async token => await AttemptAsync(call, sent, token), cancellation);
        }
        catch (TimeoutRejectedException e)
        {
            throw Failed(call, e, sent);
        }
    }

    private async Task<Stored<T?>> AttemptAsync<T>(Call<T> call, Sent sent, CancellationToken cancellation) where T : class
    {
        sent.Yes = false;
        using HttpRequestMessage request = new(call.Method, new Uri(call.Path, UriKind.Relative)) { Content = new Body(sent) };
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, cancellation);
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return new Stored<T?>(null, Node(answer));
            if (!answer.IsSuccessStatusCode)
                await ThrowAsync(answer, call.Judge, cancellation);
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
            return new Stored<T?>(await JsonSerializer.DeserializeAsync(body, call.Type, cancellation), Node(answer));
        }
        catch (Exception e) when (e is not StoreException && !cancellation.IsCancellationRequested)
        {
            throw Failed(call, e, sent);
        }
    }

    private StoreException Failed<T>(Call<T> call, Exception e, Sent sent) => new(
        call.Judge(ScdataFailures.FromException(e, sent.Yes)), sent.Yes ? _address : null, e.Message, e);

    private async Task ThrowAsync(
        HttpResponseMessage answer, Func<StoreFailure, StoreFailure> judge, CancellationToken cancellation)
    {
        ProblemAnswer? problem = null;
        string body = await answer.Content.ReadAsStringAsync(cancellation);
        try
        {
            problem = JsonSerializer.Deserialize(body, ScdataJson.Default.ProblemAnswer);
        }
        catch (JsonException)
        {
            // Not scdata's: somebody between answered.
        }

        StoreFailure failure = ScdataFailures.FromAnswer(answer.StatusCode, problem?.Applied, problem?.Reason);
        throw new StoreException(judge(failure), Node(answer), problem?.Detail ?? $"scdata answered {(int)answer.StatusCode}.");
    }

    private string Node(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("X-Store-Node", out IEnumerable<string>? names) ? string.Join(',', names) : _address;

    private sealed record Call<T>(
        HttpMethod Method, string Path, JsonTypeInfo<T> Type, Func<StoreFailure, StoreFailure> Judge);

    /// <summary>Whether any of a request may have left: its body is only asked for when a connection is there.</summary>
    private sealed class Sent
    {
        public volatile bool Yes;
    }

    /// <summary>
    /// scdata needs no body. But a request without one is sent a second time by HttpClient, POST or not, when the connection
    /// closes before an answer: the server may have executed it and died.
    /// </summary>
    private sealed class Body(Sent sent) : HttpContent
    {
        private static readonly byte[] s_bytes = [(byte)'-'];

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            sent.Yes = true;
            await stream.WriteAsync(s_bytes);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = s_bytes.Length;
            return true;
        }
    }
}

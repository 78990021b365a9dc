using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace ChaosHarness.LabTests.Reference;

/// <summary>The reference web tier as a process of its own, as users run it.</summary>
internal sealed class WebAppProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WebAppProcess(Process process, int port)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new UriBuilder("http", "127.0.0.1", port).Uri };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Http { get; }

    public Process Process => _process;

    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Starts the process without waiting for anything.</summary>
    public static WebAppProcess Start(IReadOnlyDictionary<string, string> settings)
    {
        // Both are built into the same artifacts folder, in the same configuration.
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string program = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "..", "..", "WebApp", configuration, "WebApp.dll"));
        int port = RedisProcess.FreePort();
        Dictionary<string, string> environment = new(settings)
        {
            ["Urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            ["WebApp__Node"] = "web-1",
        };
        return new WebAppProcess(Command.Start("dotnet", [program], environment), port);
    }

    public static async Task<WebAppProcess> StartReadyAsync(
        RedisRig rig, params (string Name, string Value)[] settings)
    {
        Dictionary<string, string> all = rig.Settings();
        foreach ((string name, string value) in settings)
            all[name] = value;

        WebAppProcess web = Start(all);
        await web.BecomesAsync(HttpStatusCode.OK);
        return web;
    }

    /// <summary>Waits until /health/ready answers with a status.</summary>
    public Task BecomesAsync(HttpStatusCode ready) => Until.TrueAsync($"/health/ready is {ready}", async () =>
    {
        try
        {
            using HttpResponseMessage answer = await Http.GetAsync(
                new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.StatusCode == ready;
        }
        catch (HttpRequestException) when (!_process.HasExited)
        {
            return false;
        }
    });

    public async Task<WebAnswer> SendAsync(HttpMethod method, string path)
    {
        Stopwatch watch = Stopwatch.StartNew();
        using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative));
        using HttpResponseMessage answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new WebAnswer(
            answer.StatusCode, body, Header(answer, "X-Served-By"), Header(answer, "X-Store-Node"), watch.Elapsed);
    }

    public Task<WebAnswer> PostAsync(string path) => SendAsync(HttpMethod.Post, path);

    public Task<WebAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values) : null;

    private void Note(string? line)
    {
        if (line is not null)
            Log.Enqueue(line);
    }
}

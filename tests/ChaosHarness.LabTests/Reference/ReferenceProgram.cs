using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace ChaosHarness.LabTests.Reference;

/// <summary>A reference program as a process of its own, as users run it.</summary>
internal sealed class ReferenceProgram : IAsyncDisposable
{
    private ReferenceProgram(Process process, int port)
    {
        Process = process;
        Port = port;
        Http = new HttpClient { BaseAddress = new UriBuilder("http", "127.0.0.1", port).Uri };
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public int Port { get; }

    public HttpClient Http { get; }

    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>The folder of the databases of a test, as a shared volume would be.</summary>
    public static string NewFolder() => Directory.CreateTempSubdirectory("chaos-scdata-").FullName;

    /// <summary>Starts scdata on a free port without waiting for anything.</summary>
    public static ReferenceProgram Scdata(string folder, string node, params string[] more) =>
        ScdataOn(RedisProcess.FreePort(), folder, node, more);

    /// <inheritdoc cref="Scdata"/>
    public static ReferenceProgram ScdataOn(int port, string folder, string node, params string[] more) =>
        new(Command.Start("dotnet", [.. ScdataCommand(port, folder, node), .. more], new Dictionary<string, string>()), port);

    /// <summary>Starts starservice, which starts scdata.</summary>
    /// <returns>The service, and the port on which its scdata listens.</returns>
    public static (ReferenceProgram Service, int Scdata) Starservice(string folder, string node, params string[] more)
    {
        int port = RedisProcess.FreePort();
        int scdata = RedisProcess.FreePort();
        string[] arguments =
        [
            PathOf("Starservice"), "--scdata", $"dotnet {string.Join(' ', ScdataCommand(scdata, folder, node).Concat(more))}",
            "--listen", $"127.0.0.1:{port}", "--control", $"http://127.0.0.1:{scdata}", "--every", "20ms",
        ];
        return (new ReferenceProgram(Command.Start("dotnet", arguments, new Dictionary<string, string>()), port), scdata);
    }

    /// <summary>Where a reference program was built: into the same artifacts folder, in the same configuration.</summary>
    public static string PathOf(string program)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", program, configuration, $"{program}.dll"));
    }

    /// <summary>Waits until GET /status answers, and says so.</summary>
    public Task BecomesAsync(string role) => StatusAsync($"scdata on port {Port} is {role}", s => s.GetProperty("role").GetString() == role);

    /// <summary>Waits until GET /status says something.</summary>
    public Task StatusAsync(string what, Func<JsonElement, bool> holds) => Until.TrueAsync($"{what}: {string.Join('\n', Log)}", async () =>
    {
        try
        {
            return holds(JsonElement.Parse((await SendAsync(HttpMethod.Get, "/status")).Body));
        }
        catch (HttpRequestException) when (!Process.HasExited)
        {
            return false;
        }
        catch (HttpRequestException)
        {
            throw new InvalidOperationException($"ended with {Process.ExitCode} while waiting until {what}: {string.Join('\n', Log)}");
        }
    });

    public async Task<WebAnswer> SendAsync(HttpMethod method, string path)
    {
        Stopwatch watch = Stopwatch.StartNew();
        using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative));

        // With a body, as without one HttpClient sends what may have been executed a second time.
        request.Content = method == HttpMethod.Get ? null : new StringContent("-");
        using HttpResponseMessage answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.Headers.TryGetValues("X-Store-Node", out IEnumerable<string>? node);
        return new WebAnswer(answer.StatusCode, body, null, node?.First(), watch.Elapsed);
    }

    public Task<WebAnswer> PostAsync(string path) => SendAsync(HttpMethod.Post, path);

    public Task<WebAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>The elements of a document.</summary>
    public async Task<long[]> DocumentAsync(string key)
    {
        JsonElement ids = JsonElement.Parse((await GetAsync($"/documents/{key}")).Body).GetProperty("ids");
        return [.. ids.EnumerateArray().Select(id => id.GetInt64())];
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Waits for its end, and gives its exit code and everything it said.</summary>
    public async Task<(int Code, string Said)> EndAsync()
    {
        await Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (Process.ExitCode, string.Join('\n', Log));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!Process.HasExited)
            await KillAsync();
        Process.Dispose();
    }

    private static string[] ScdataCommand(int port, string folder, string node) =>
        [PathOf("Scdata"), "--data", folder, "--listen", $"127.0.0.1:{port}", "--node", node];

    private void Note(string? line)
    {
        if (line is not null)
            Log.Enqueue(line);
    }
}

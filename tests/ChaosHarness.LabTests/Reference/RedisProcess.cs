using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ChaosHarness.LabTests.Reference;

/// <summary>A real redis-server or sentinel on a loopback port, with its own folder.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string[] _mode;
    private Process? _process;

    private RedisProcess(string folder, int port, params string[] mode)
    {
        _folder = folder;
        _mode = mode;
        Port = port;
    }

    public int Port { get; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public Process Process => _process ?? throw new InvalidOperationException("not started");

    public static RedisProcess Server(string folder, int? masterPort)
    {
        RedisProcess server = new(folder, FreePort());
        server.WriteConfiguration(
            "save \"\"", "appendonly no", "repl-diskless-sync-delay 0",
            masterPort is { } port ? $"replicaof 127.0.0.1 {port}" : "");
        return server;
    }

    public static RedisProcess Sentinel(string folder, int masterPort, TimeSpan downAfter)
    {
        RedisProcess sentinel = new(folder, FreePort(), "--sentinel");
        sentinel.WriteConfiguration(
            $"sentinel monitor db1 127.0.0.1 {masterPort} 2",
            $"sentinel down-after-milliseconds db1 {downAfter.TotalMilliseconds:F0}",
            "sentinel failover-timeout db1 4000");
        return sentinel;
    }

    public async Task StartAsync()
    {
        _process = Command.Start(
            "redis-server", [Path.Combine(_folder, "redis.conf"), .. _mode], new Dictionary<string, string>());
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        await Until.TrueAsync($"{Address} answers", async () =>
        {
            Assert.False(_process.HasExited, $"redis-server on {Address} exited");
            try
            {
                return await CliAsync("PING") == "PONG";
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
    }

    /// <summary>Runs one command through redis-cli.</summary>
    public Task<string> CliAsync(params string[] command) => Command.RunAsync(
        "redis-cli", ["-p", Port.ToString(CultureInfo.InvariantCulture), .. command]);

    public Task FreezeAsync() => Command.SignalAsync(Process, "STOP");

    public Task ThawAsync() => Command.SignalAsync(Process, "CONT");

    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;

        if (!_process.HasExited)
            await KillAsync();

        _process.Dispose();
    }

    public static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void WriteConfiguration(params string[] lines)
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllLines(
            Path.Combine(_folder, "redis.conf"),
            [$"port {Port}", "bind 127.0.0.1", "protected-mode no", $"dir {_folder}", .. lines]);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ChaosHarness.Workloads;

namespace ChaosHarness.Benchmarks;

/// <summary>A server in a process of its own, on a free port of loopback, gone with its folder at the end.</summary>
internal sealed class LoadTarget : IDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly LoadTarget? _behind;

    private LoadTarget(int port, DirectoryInfo folder, LoadTarget? behind, string program, params string[] arguments)
    {
        Endpoint = new IPEndPoint(IPAddress.Loopback, port);
        _folder = folder;
        _behind = behind;
        _process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, WorkingDirectory = folder.FullName,
        })!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        try
        {
            WaitUntilListening();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>A specification of a load against an entry point, to be changed as needed.</summary>
    public static WorkerSpec Spec(string kind, string endpoint) => new()
    {
        Load = "bench", EntryPointKind = kind, Endpoints = [endpoint], Settings = new Dictionary<string, string>(),
        Workload = "documents", Rate = 2000, Reads = 0.5, Keys = 16, Timeout = TimeSpan.FromSeconds(2),
        NewConnections = false, Worker = 1, Seed = 1, History = "",
    };

    /// <summary>A Redis server without persistence.</summary>
    public static LoadTarget Redis()
    {
        int port = FreePort();
        return new LoadTarget(
            port, NewFolder(), null, "redis-server", "--port", Text(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
    }

    /// <summary>The reference web application with a Redis master and a sentinel behind it.</summary>
    public static LoadTarget WebApp()
    {
        string program = PathOf("WebApp");
        var redis = Redis();
        int sentinelPort = FreePort();
        var folder = NewFolder();
        string file = Path.Combine(folder.FullName, "sentinel.conf");
        File.WriteAllText(file, $"""
            port {Text(sentinelPort)}
            bind 127.0.0.1
            sentinel monitor db1 127.0.0.1 {Text(redis.Endpoint.Port)} 1

            """);
        var sentinel = new LoadTarget(sentinelPort, folder, redis, "redis-server", file, "--sentinel");
        int port = FreePort();
        return new LoadTarget(
            port, NewFolder(), sentinel, "dotnet", program, $"--urls=http://127.0.0.1:{Text(port)}",
            $"--Redis:Sentinels:0=127.0.0.1:{Text(sentinelPort)}", "--WebApp:Node=web1",
            "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.AspNetCore=Warning");
    }

    /// <summary>The reference database on the log in a folder, which stays.</summary>
    public static LoadTarget Scdata(string folder, params string[] more)
    {
        int port = FreePort();
        return new LoadTarget(
            port, NewFolder(), null, "dotnet",
            [PathOf("Scdata"), "--data", folder, "--listen", $"127.0.0.1:{Text(port)}", "--node", "n1", .. more]);
    }

    /// <summary>Where a reference program was built, beside this one and in the same configuration.</summary>
    public static string PathOf(string program)
    {
        string? given = Environment.GetEnvironmentVariable($"CHAOS_{program.ToUpperInvariant()}");
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string beside = Path.Combine(AppContext.BaseDirectory, "..", "..", program, configuration, $"{program}.dll");
        string path = Path.GetFullPath(given ?? beside);
        return File.Exists(path) ? path : throw new FileNotFoundException(
            $"{program} is not built; set CHAOS_{program.ToUpperInvariant()} to its {program}.dll", path);
    }

    /// <summary>What it has in memory now.</summary>
    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Stops it where it stands (SIGSTOP): its connections stay, and nothing is answered.</summary>
    public void Pause()
    {
        using var kill = Process.Start("kill", ["-STOP", Text(_process.Id)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
        _behind?.Dispose();
    }

    private void WaitUntilListening()
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                probe.Connect(Endpoint);
                return;
            }
            catch (SocketException) when (!_process.HasExited && Stopwatch.GetElapsedTime(start) < s_startLimit)
            {
                Thread.Yield();
            }
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static DirectoryInfo NewFolder() => Directory.CreateTempSubdirectory("chaos-bench-");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

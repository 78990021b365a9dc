using ChaosHarness.Tests.Kit;
using ChaosHarness.Workloads;

namespace ChaosHarness.Tests.Workloads;

/// <summary>Worker specifications for tests.</summary>
internal static class Specs
{
    public static WorkerSpec Http(ScriptedServer server) => Of("http", $"http://{server.Endpoint}");

    public static WorkerSpec Redis(ScriptedServer server) => Of("redis", server.Endpoint.ToString());

    public static WorkerSpec Of(string kind, params string[] endpoints) => new()
    {
        Load = "web",
        EntryPointKind = kind,
        Endpoints = endpoints,
        Settings = new Dictionary<string, string>(),
        Workload = "documents",
        Rate = 1000,
        Reads = 0.5,
        Keys = 4,
        Timeout = TimeSpan.FromSeconds(2),
        NewConnections = false,
        Worker = 3,
        Seed = 7,
        History = "",
    };
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("chaos-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

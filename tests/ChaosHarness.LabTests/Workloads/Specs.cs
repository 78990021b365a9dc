using ChaosHarness.Workloads;

namespace ChaosHarness.LabTests.Workloads;

/// <summary>Worker specifications for tests.</summary>
internal static class Specs
{
    public static WorkerSpec Redis(string address) => Of("redis", [address], []);

    public static WorkerSpec Sentinel(IEnumerable<string> sentinels) =>
        Of("redis-sentinel", [.. sentinels], new Dictionary<string, string> { ["master"] = "db1" });

    private static WorkerSpec Of(string kind, IReadOnlyList<string> endpoints, Dictionary<string, string> settings) => new()
    {
        Load = "direct",
        EntryPointKind = kind,
        Endpoints = endpoints,
        Settings = settings,
        Workload = "append",
        Rate = 500,
        Reads = 0.2,
        Keys = 4,
        Timeout = TimeSpan.FromMilliseconds(500),
        NewConnections = false,
        Worker = 1,
        Seed = 1,
        History = "",
    };
}

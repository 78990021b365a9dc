namespace ChaosHarness.Workloads.Workers;

/// <summary>How the .NET runtime is set for workers, whose schedule must not wait for it.</summary>
internal static class WorkerRuntime
{
    /// <summary>Environment variables; .NET reads numbers in hexadecimal.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        // 256 MB between collections (used only if needed): with thousands of operations in flight each takes
        // some 100 ms, so there be few.
        ["DOTNET_GCgen0size"] = "10000000",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        // Our own code is compiled once, well, and before it matters; not again and again while the load runs.
        ["DOTNET_TC_QuickJit"] = "0",
        // Answers are dealt with by the thread that notices them: handing them on costs as much as all the rest.
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
        ["DOTNET_EnableDiagnostics"] = "0",
    };
}

namespace ChaosHarness.Labs.Native;

/// <summary>What to start, and with which descriptors.</summary>
internal sealed record ChildStart(IReadOnlyList<string> Arguments)
{
    /// <summary>The whole environment; nothing is inherited.</summary>
    internal IReadOnlyDictionary<string, string> Environment { get; init; } = BasicEnvironment;

    /// <summary>Descriptors to be handed over: where they are, and where the program finds them.</summary>
    internal IReadOnlyList<(int From, int To)> Descriptors { get; init; } = [];

    internal static IReadOnlyDictionary<string, string> BasicEnvironment { get; } = new Dictionary<string, string>
    {
        ["PATH"] = string.Join(':', SearchPath), ["LANG"] = "C.UTF-8", ["HOME"] = "/root",
    };

    internal static IReadOnlyList<string> SearchPath =>
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
}

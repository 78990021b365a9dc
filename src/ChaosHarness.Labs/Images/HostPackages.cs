namespace ChaosHarness.Labs.Images;

/// <summary>What the host must have installed to build an image.</summary>
internal static class HostPackages
{
    /// <summary>Programs and the Debian packages they are in.</summary>
    private static readonly (string Program, string Package, bool OnlyRootless)[] Needed =
    [
        ("mmdebstrap", "mmdebstrap", false),
        ("newuidmap", "uidmap", true),
    ];

    /// <summary>The Debian packages that are missing.</summary>
    internal static IReadOnlyList<string> Missing(bool rootless) =>
        [.. Needed.Where(n => (rootless || !n.OnlyRootless) && HostTool.Find(n.Program) is null).Select(n => n.Package)];

    /// <summary>Installs what is missing when this is root; otherwise names it.</summary>
    internal static async Task RequireAsync(bool rootless, IProgress<ImageProgress> progress, CancellationToken ct)
    {
        var missing = Missing(rootless);
        if (missing.Count == 0)
            return;
        string packages = string.Join(' ', missing);
        if (rootless)
            throw new LabException($"building the lab image needs {packages}; run: sudo apt-get install -y {packages}");
        if (HostTool.Find("apt-get") is null)
            throw new LabException($"building the lab image needs {packages}; install it with this system's own tool");
        progress.Report(new ImageProgress($"installing {packages}", ""));
        void Line(string line) => progress.Report(new ImageProgress("", line));
        await HostTool.RunAsync("apt-get", ["update"], Line, ct);
        await HostTool.RunAsync("apt-get", ["install", "-y", "--no-install-recommends", .. missing], Line, ct);
    }
}

using ChaosHarness.Labs.Images;
using ChaosHarness.Labs.Namespaces;

namespace ChaosHarness.Labs.Doctoring;

/// <summary>What came of a trial.</summary>
internal sealed record Outcome(bool Worked, string Said);

/// <summary>Tries things in namespaces that end right after.</summary>
internal sealed class Trial
{
    /// <summary>The root file system with the network tools; null when there is no image yet.</summary>
    internal string? Image { get; } = LabImage.Find()?.Root;

    /// <summary>
    /// Runs a shell script as root of fresh namespaces. It finds the lab image in <c>$IMAGE</c> and an empty folder to
    /// mount on in <c>$FOLDER</c>; <c>tool</c> runs a program of the image.
    /// </summary>
    internal async Task<Outcome> RunAsync(string script, bool mapUsers, CancellationToken ct)
    {
        Directory.CreateDirectory(CacheFolder.Scratch);
        string[] users = !LabHost.IsRootless ? [] : mapUsers ? ["--map-auto", "--map-root-user"] : ["--map-root-user"];
        string all = $"IMAGE='{Image}' FOLDER='{CacheFolder.Scratch}'\ntool() {{ chroot \"$IMAGE\" \"$@\"; }}\nset -e\n{script}";
        var said = new List<string>();
        try
        {
            int code = await HostTool.RunAnyAsync("unshare",
                [.. users, "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", all],
                line => { lock (said) said.Add(line); }, ct);
            return new Outcome(code == 0, string.Join("; ", said));
        }
        catch (LabException trouble)
        {
            return new Outcome(false, trouble.Message);
        }
    }
}

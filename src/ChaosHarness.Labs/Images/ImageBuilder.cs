namespace ChaosHarness.Labs.Images;

/// <summary>Builds an image with mmdebstrap beside its place, and moves it there when it is whole.</summary>
internal sealed class ImageBuilder(ImageRecipe recipe, string folder, IProgress<ImageProgress> progress)
{
    /// <summary>
    /// Root's mmdebstrap mounts the host's /dev/shm, /proc and /sys below the image. In namespaces of its own they go when it
    /// does, however it ends; as an ordinary user it makes some by itself.
    /// </summary>
    private static readonly string[] s_inside = ["unshare", "--mount", "--pid", "--mount-proc", "--fork", "--kill-child"];

    private readonly string _work = folder + ".building";

    internal async Task BuildAsync(CancellationToken ct)
    {
        await HostPackages.RequireAsync(recipe.Rootless, progress, ct);
        Directory.CreateDirectory(CacheFolder.Scratch);
        await RemoveAsync(ct);
        try
        {
            Directory.CreateDirectory(_work);
            await (recipe.Rootless ? UnpackAsync(ct) : BootstrapAsync(Path.Combine(_work, "root"), ct));
            File.WriteAllLines(Path.Combine(_work, "packages.txt"), DpkgStatus.Installed(Path.Combine(_work, "root")));
            Directory.Move(_work, folder);
        }
        catch
        {
            await RemoveAsync(CancellationToken.None);
            throw;
        }
    }

    private async Task BootstrapAsync(string target, CancellationToken ct)
    {
        string[] mirrors = HostSources.Copy(recipe.Suite, _work) is { } sources ? [sources] : [];
        Report("building the lab image (about a minute, once)");
        string[] inside = recipe.Rootless ? [] : s_inside;
        string[] command = [.. inside, "mmdebstrap", .. recipe.Arguments(target, mirrors)];
        await HostTool.RunAsync(command[0], command[1..], Line, ct);
    }

    /// <summary>
    /// As an ordinary user mmdebstrap's own mapping differs from the lab's, so its archive is unpacked in the lab's.
    /// </summary>
    private async Task UnpackAsync(CancellationToken ct)
    {
        string archive = Path.Combine(_work, "root.tar");
        string root = Path.Combine(_work, "root");
        await BootstrapAsync(archive, ct);
        Report("unpacking the lab image");
        Directory.CreateDirectory(root);
        await HostTool.RunAsync("unshare",
            ["--map-auto", "--map-root-user", "tar", "-xpf", archive, "--exclude=./dev/*", "-C", root], Line, ct);
        File.Delete(archive);
    }

    /// <summary>Removes what a build that was killed has left, with files of users that only a mapping reaches.</summary>
    private async Task RemoveAsync(CancellationToken ct)
    {
        if (!Directory.Exists(_work))
            return;
        Report("removing a half-built lab image");
        if (recipe.Rootless)
            await HostTool.RunAsync("unshare", ["--map-auto", "--map-root-user", "rm", "-rf", _work], Line, ct);
        else
            await HostTool.RunAsync("rm", ["-rf", "--one-file-system", _work], Line, ct);
    }

    private void Report(string phase) => progress.Report(new ImageProgress(phase, ""));

    private void Line(string line) => progress.Report(new ImageProgress("", line));
}

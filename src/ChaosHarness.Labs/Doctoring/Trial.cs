using System.Diagnostics;
using ChaosHarness.Labs.Images;

namespace ChaosHarness.Labs.Doctoring;

/// <summary>Something that was tried in namespaces which end with it.</summary>
/// <param name="Tried">Whether it could be tried at all.</param>
/// <param name="Worked">Whether it worked.</param>
/// <param name="Said">What the tool said when it did not.</param>
internal sealed record Trial(bool Tried, bool Worked, string Said)
{
    private const string NeedsImage = "";

    /// <summary>Runs a shell line in fresh namespaces.</summary>
    internal static async Task<Trial> InNamespacesAsync(bool root, string line, CancellationToken ct)
    {
        if (line == NeedsImage)
            return new(false, false, "");
        string[] user = root ? [] : ["--user", "--map-root-user"];
        return await RunAsync(["unshare", .. user, "--net", "--mount", "--pid", "--fork", "sh", "-c", line], ct);
    }

    /// <summary>Makes this line run with the tools of the lab image, since the host may have none.</summary>
    internal static string WithTools(string line) => LabImage.Find() is { } image
        ? $"chroot '{image.Root}' sh -c '{line}'"
        : NeedsImage;

    /// <summary>Mounts an overlay as nodes do.</summary>
    internal static string Overlay(bool root) =>
        "mount -t tmpfs t /mnt && mkdir /mnt/l /mnt/u /mnt/w /mnt/m && "
        + $"mount -t overlay o -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w{(root ? "" : ",userxattr")} /mnt/m";

    /// <summary>Whether a program is there.</summary>
    internal static async Task<bool> OnPathAsync(string program, CancellationToken ct) =>
        (await RunAsync(["sh", "-c", $"command -v {program}"], ct)).Worked;

    private static async Task<Trial> RunAsync(IReadOnlyList<string> command, CancellationToken ct)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1)) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new LabException($"{command[0]} does not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync(ct);
        string said = (await process.StandardError.ReadToEndAsync(ct)).Trim();
        await output;
        await process.WaitForExitAsync(ct);
        return new(true, process.ExitCode == 0, said.Split('\n')[0]);
    }
}

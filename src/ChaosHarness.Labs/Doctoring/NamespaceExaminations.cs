using ChaosHarness.Labs.Images;
using ChaosHarness.Labs.Namespaces;

namespace ChaosHarness.Labs.Doctoring;

/// <summary>Whether the kernel lets this user have namespaces and what labs mount in them.</summary>
internal static class NamespaceExaminations
{
    internal static async Task<Diagnosis> NamespacesAsync(Trial trial, CancellationToken ct)
    {
        string what = LabHost.IsRootless ? "namespaces without root" : "namespaces";
        var outcome = await trial.RunAsync("true", mapUsers: false, ct);
        return outcome.Worked
            ? new Diagnosis(what, Health.Good, "user, network, mount and pid namespaces can be made")
            : new Diagnosis(what, Health.Missing, outcome.Said, "No lab can be made.", Remedy());
    }

    internal static async Task<Diagnosis> UsersAsync(Trial trial, CancellationToken ct)
    {
        const string what = "users of a node";
        if (!LabHost.IsRootless)
            return new Diagnosis(what, Health.Good, "root needs no mapping");
        string name = Environment.UserName;
        if (HostTool.Find("newuidmap") is null)
            return new Diagnosis(what, Health.Missing, "newuidmap is not installed", "No lab can be made.",
                "sudo apt-get install -y uidmap");
        var outcome = await trial.RunAsync("cat /proc/self/uid_map", mapUsers: true, ct);
        return outcome.Worked
            ? new Diagnosis(what, Health.Good, $"subordinate users are mapped ({outcome.Said.Trim()})")
            : new Diagnosis(what, Health.Missing, outcome.Said, "Services cannot run as users of their own.",
                $"sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {name}; if other users have this "
                + "range in /etc/subuid already, take the next one. unshare must know --map-auto (util-linux 2.38).");
    }

    internal static async Task<Diagnosis> OverlayAsync(Trial trial, CancellationToken ct)
    {
        string xattr = LabHost.IsRootless ? ",userxattr" : "";
        var outcome = await trial.RunAsync($"""
            mount -t tmpfs tmpfs "$FOLDER"
            cd "$FOLDER"
            mkdir -p lower/folder upper work disk
            mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work{xattr} disk
            echo written >disk/file
            # Needs extended attributes of users on memory file systems, which Linux 6.6 brought.
            rmdir disk/folder
            mkdir disk/folder || echo no-replace
            """, mapUsers: false, ct);
        if (outcome.Worked && outcome.Said.Contains("no-replace", StringComparison.Ordinal))
            return new Diagnosis("overlay file systems", Health.Limited, "folders of the image cannot be replaced",
                "Services that remove a folder of the image and make it again fail.",
                "Use Linux 6.6 or newer, or run as root.");
        return outcome.Worked
            ? new Diagnosis("overlay file systems", Health.Good, "can be mounted in a namespace")
            : new Diagnosis("overlay file systems", Health.Missing, outcome.Said, "Nodes have no disks.",
                LabHost.IsRootless ? "Use Linux 5.11 or newer, or run as root." : "modprobe overlay");
    }

    internal static async Task<Diagnosis> VolumesAsync(Trial trial, CancellationToken ct)
    {
        const string what = "volumes that can be lost";
        var outcome = await trial.RunAsync("""
            exec 3<>/dev/fuse
            mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 trial "$FOLDER"
            """, mapUsers: false, ct);
        return outcome.Worked
            ? new Diagnosis(what, Health.Good, "FUSE file systems can be mounted in a namespace")
            : new Diagnosis(what, Health.Limited, outcome.Said, "The faults lose-volume and hang-volume cannot be used.",
                LabHost.IsRootless ? "sudo modprobe fuse; without root it needs Linux 4.18 or newer." : "modprobe fuse");
    }

    /// <summary>The switches by which distributions forbid namespaces, and how to turn them.</summary>
    private static string Remedy()
    {
        (string File, string Forbids, string Command)[] switches =
        [
            ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
                "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"),
            ("/proc/sys/kernel/unprivileged_userns_clone", "0", "sudo sysctl kernel.unprivileged_userns_clone=1"),
            ("/proc/sys/user/max_user_namespaces", "0", "sudo sysctl user.max_user_namespaces=15000"),
        ];
        return switches.Where(s => File.Exists(s.File) && File.ReadAllText(s.File).Trim() == s.Forbids)
            .Select(s => s.Command).FirstOrDefault()
            ?? "Run as root. In a container, it has to be started with --privileged or at least with CAP_SYS_ADMIN and "
            + "without the default seccomp profile.";
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using ChaosHarness.Labs.Images;

namespace ChaosHarness.Labs.Doctoring;

/// <summary>
/// Looks what this host can and cannot do, by trying it in throw-away namespaces rather than by reading versions.
/// </summary>
public static class Doctor
{
    private const long ImageBytes = 2L << 30;

    /// <summary>Looks at everything. Takes about a second.</summary>
    public static async Task<IReadOnlyList<Diagnosis>> ExamineAsync(CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
            return [NotLinux()];
        List<Diagnosis> all = [System(), User()];
        all.AddRange(await NamespacesAsync(ct));
        all.AddRange([await SubordinateIdsAsync(ct), await BuilderAsync(ct), Image(), Disk(), Cgroups(), Watchdog(), Size()]);
        return all;
    }

    private static bool Root => Native.Libc.UserId() == 0;

    private static Diagnosis NotLinux() => new("operating system", Health.Missing, RuntimeInformation.OSDescription,
        "the namespaces lab needs Linux; files can be validated and stored runs judged here",
        OperatingSystem.IsWindows()
            ? "run it in WSL2 (wsl --install -d Debian); a real estate can be reached from there"
            : "run it in a Linux virtual machine");

    private static Diagnosis System() => new("operating system", Health.Good,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}", "");

    private static Diagnosis User() => Root
        ? new("user", Health.Good, "root", "labs run in network, mount and pid namespaces of their own")
        : new("user", Health.Good, "an ordinary user", "labs run in a user namespace as well; nothing needs root");

    private static async Task<IReadOnlyList<Diagnosis>> NamespacesAsync(CancellationToken ct)
    {
        Trial namespaces = await Trial.InNamespacesAsync(Root, "true", ct);
        if (!namespaces.Worked)
        {
            return
            [
                new("namespaces", Health.Missing, namespaces.Said, "no lab can be made",
                    Root ? "a container needs --privileged" : "sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000, as root"),
            ];
        }

        Trial overlay = await Trial.InNamespacesAsync(Root, Trial.Overlay(Root), ct);
        Trial bridge = await Trial.InNamespacesAsync(Root, Trial.WithTools("ip link add trial0 type bridge && ip link add trial1 type veth peer name trial2"), ct);
        Trial nft = await Trial.InNamespacesAsync(Root, Trial.WithTools("nft add table bridge t"), ct);
        Trial netem = await Trial.InNamespacesAsync(Root, Trial.WithTools("tc qdisc add dev lo root netem delay 1ms"), ct);
        return
        [
            new("namespaces", Health.Good, "user, network, mount and pid namespaces can be made", ""),
            Of("overlayfs", overlay, Health.Missing, "nodes need it for their disks", "modprobe overlay, as root"),
            Of("bridge and veth", bridge, Health.Missing, "nodes need them for their network", "modprobe bridge veth, as root"),
            Of("nftables", nft, Health.Limited, "no one-way, per-port or lossy cuts without it", "modprobe nf_tables nft_meta_bridge, as root"),
            Of("netem", netem, Health.Limited, "no delay, jitter or reordering of packets; cuts and loss work without it", null),
        ];
    }

    private static Diagnosis Of(string what, Trial trial, Health otherwise, string meaning, string? remedy) => trial.Worked
        ? new(what, Health.Good, "works", "")
        : trial.Tried
            ? new(what, otherwise, trial.Said, meaning, remedy)
            : new(what, Health.Limited, "not tried: its tool comes with the lab image", meaning, "chaos run builds the image");

    private static async Task<Diagnosis> SubordinateIdsAsync(CancellationToken ct)
    {
        if (Root)
            return new("subordinate ids", Health.Good, "not needed by root", "");
        bool tool = await Trial.OnPathAsync("newuidmap", ct);
        bool listed = File.Exists("/etc/subuid") && File.ReadLines("/etc/subuid").Any(l => l.StartsWith(Environment.UserName + ":", StringComparison.Ordinal));
        return tool && listed
            ? new("subordinate ids", Health.Good, "newuidmap is there, /etc/subuid lists you", "")
            : new("subordinate ids", Health.Missing, tool ? "/etc/subuid does not list you" : "newuidmap is missing",
                "services cannot run as users of their own", $"apt-get install uidmap && usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {Environment.UserName}, as root");
    }

    private static async Task<Diagnosis> BuilderAsync(CancellationToken ct) => await Trial.OnPathAsync("mmdebstrap", ct)
        ? new("mmdebstrap", Health.Good, "is there", "")
        : new("mmdebstrap", Root || LabImage.Find() is not null ? Health.Limited : Health.Missing, "is missing",
            Root ? "the first run installs it" : "the lab image cannot be built", Root ? null : "apt-get install mmdebstrap, as root");

    private static Diagnosis Image() => LabImage.Find() is { } image
        ? new("lab image", Health.Good, image.Folder, "")
        : new("lab image", Health.Limited, "not built yet", "the first run builds it, in about a minute, from a Debian mirror");

    private static Diagnosis Disk()
    {
        long free = new DriveInfo(Existing(CacheFolder.Images)).AvailableFreeSpace;
        string found = string.Create(CultureInfo.InvariantCulture, $"{free / 1e9:0.0} GB free for the cache");
        return free >= ImageBytes
            ? new("disk", Health.Good, found, "")
            : new("disk", Health.Limited, found, "the lab image needs 2 GB", "set XDG_CACHE_HOME to a larger disk");
    }

    private static Diagnosis Cgroups()
    {
        string kind = File.Exists("/sys/fs/cgroup/cgroup.controllers") ? "cgroup v2"
            : Directory.Exists("/sys/fs/cgroup/freezer") ? "cgroup v1" : "none";
        return new("cgroups", kind == "none" ? Health.Limited : Health.Good, kind, "not needed by today's faults: nodes are frozen by signals");
    }

    private static Diagnosis Watchdog() => File.Exists("/dev/watchdog")
        ? new("watchdog", Health.Good, "/dev/watchdog is there", "")
        : new("watchdog", Health.Limited, "no /dev/watchdog", "what depends on a hardware watchdog cannot be tested");

    private static Diagnosis Size()
    {
        double memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        string found = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, {memory:0.0} GB");
        return Environment.ProcessorCount >= 2 && memory >= 3
            ? new("size", Health.Good, found, "")
            : new("size", Health.Limited, found, "loads may miss their floor, and then a run is Unknown", "two processors and 4 GB are enough");
    }

    private static string Existing(string path)
    {
        while (!Directory.Exists(path))
            path = Path.GetDirectoryName(path) ?? "/";
        return path;
    }
}

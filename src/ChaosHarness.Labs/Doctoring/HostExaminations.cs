using System.Globalization;
using System.Runtime.InteropServices;
using ChaosHarness.Labs.Images;
using ChaosHarness.Labs.Namespaces;

namespace ChaosHarness.Labs.Doctoring;

/// <summary>What the host itself has.</summary>
internal static class HostExaminations
{
    private const double Gigabyte = 1024.0 * 1024 * 1024;

    internal static Diagnosis System() => new(
        "operating system", Health.Good, $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}");

    internal static Diagnosis User() => new(
        "user", Health.Good, LabHost.IsRootless
            ? $"{Environment.UserName}, an ordinary user: labs are made in a user namespace"
            : "root");

    internal static Diagnosis Tools()
    {
        string[] missing = [.. ((string[])["unshare", "nsenter", "setpriv", "mount", "sh"]).Where(t => HostTool.Find(t) is null)];
        return missing.Length == 0
            ? new Diagnosis("util-linux", Health.Good, "unshare, nsenter, setpriv and mount are there")
            : new Diagnosis("util-linux", Health.Missing, $"{string.Join(", ", missing)} not found", "No lab can be made.",
                "apt-get install -y util-linux mount");
    }

    internal static Diagnosis Image()
    {
        if (LabImage.Find() is { } image)
            return new Diagnosis("lab image", Health.Good, $"built, {image.Packages().Count} packages, in {image.Folder}");
        string packages = string.Join(' ', HostPackages.Missing(LabHost.IsRootless));
        if (packages.Length == 0)
            return new Diagnosis("lab image", Health.Good, "not built yet; the first run builds it");
        return LabHost.IsRootless || HostTool.Find("apt-get") is null
            ? new Diagnosis("lab image", Health.Missing, $"not built, and {packages} is not installed",
                "No lab can be made.", $"sudo apt-get install -y {packages}")
            : new Diagnosis("lab image", Health.Good,
                $"not built yet; the first run installs {packages} and builds it");
    }

    internal static Diagnosis Cgroups()
    {
        const string what = "control groups";
        const string meaning = "Faults that starve a node of CPU, memory or disk speed are not available. "
            + "Freezing a node needs no control group.";
        var mounts = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' '))
            .Where(f => f[2] is "cgroup" or "cgroup2").Select(f => (Path: f[1], Options: f[3], Type: f[2])).ToList();
        if (mounts.Count == 0)
            return new Diagnosis(what, Health.Limited, "none mounted", meaning, "mount -t cgroup2 none /sys/fs/cgroup");
        var writable = mounts.Where(m => TryMake(m.Path)).ToList();
        string kinds = string.Join(", ", mounts.Select(m => m.Type == "cgroup2" ? "version 2" : Path.GetFileName(m.Path)));
        return writable.Count > 0
            ? new Diagnosis(what, Health.Good, $"{kinds}; groups can be made")
            : new Diagnosis(what, Health.Limited, $"{kinds}; this user cannot make groups", meaning,
                "Run as root, or let systemd delegate a group: systemd-run --user --scope -p Delegate=yes chaos ...");
    }

    /// <summary>Never opened: that would arm it.</summary>
    internal static Diagnosis Watchdog() => File.Exists("/dev/watchdog")
        ? new Diagnosis("watchdog", Health.Good, "/dev/watchdog is there")
        : new Diagnosis("watchdog", Health.Limited, "there is no /dev/watchdog",
            "Stacks that insist on a watchdog (Patroni's mode 'required', sbd) cannot be tested with one.",
            "modprobe softdog, where the kernel has it");

    internal static Diagnosis Disk()
    {
        const double enough = 1.0;
        string folder = CacheFolder.Path;
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder) ?? "/";
        double free = new DriveInfo(folder).AvailableFreeSpace / Gigabyte;
        string found = string.Create(CultureInfo.InvariantCulture, $"{free:0.0} GB free for {CacheFolder.Path}");
        return free >= enough ? new Diagnosis("disk", Health.Good, found)
            : new Diagnosis("disk", LabImage.Find() is null ? Health.Missing : Health.Limited, found,
                "The lab image needs up to 1 GB while it is built.",
                "Make room, or set XDG_CACHE_HOME to a folder on a larger disk.");
    }

    internal static Diagnosis Machine()
    {
        const double enough = 2.0;
        double available = File.ReadLines("/proc/meminfo")
            .Where(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
            .FirstOrDefault() / 1024 / 1024;
        string found = string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} processors, {available:0.0} GB of memory available");
        return available >= enough && Environment.ProcessorCount >= 2 ? new Diagnosis("machine", Health.Good, found)
            : new Diagnosis("machine", Health.Limited, found,
                "Disks of nodes are in memory, and load and servers share the processors: times will be longer than the "
                + "stack's own.", "Use at least 2 processors and 2 GB.");
    }

    internal static Diagnosis Dotnet()
    {
        string found = RuntimeInformation.FrameworkDescription;
        string folder = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../Microsoft.AspNetCore.App"));
        string version = Path.GetFileName(RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/'));
        return Directory.Exists(folder)
            ? new Diagnosis(".NET", Health.Good, $"{found} with ASP.NET Core, lent to the nodes read-only")
            : new Diagnosis(".NET", Health.Limited, $"{found} without ASP.NET Core",
                "Stacks with the reference web tier cannot run.", $"Install the ASP.NET Core runtime {version}.");
    }

    private static bool TryMake(string parent)
    {
        string path = Path.Combine(parent, $"chaosharness-doctor-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(path);
            Directory.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using ChaosHarness.Labs.Native;
using ChaosHarness.Labs.Namespaces;

namespace ChaosHarness.Labs.Keeping;

/// <summary>A lab that lives on after the command that made it: the process that keeps it, and what runs in it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stack">The stack's name.</param>
/// <param name="Pid">The keeper's process id.</param>
/// <param name="StartTicks">When the keeper started, in the kernel's ticks: a later process of the same number has another.</param>
public sealed record KeptLab(string Name, string Stack, int Pid, long StartTicks)
{
    /// <summary>The labs that live now, by name. What dead keepers left in the state folder is removed.</summary>
    public static IReadOnlyList<KeptLab> All()
    {
        List<KeptLab> labs = [];
        if (!Directory.Exists(StateFolder))
            return labs;
        foreach (string file in Directory.EnumerateFiles(StateFolder, "*.json").Order(StringComparer.Ordinal))
        {
            if (Read(file) is { } lab && ProcFiles.StartTicks(lab.Pid) == lab.StartTicks)
                labs.Add(lab);
            else
                File.Delete(file);
        }

        return labs;
    }

    /// <summary>Where a keeper of this name writes what it has to say.</summary>
    public static string LogFile(string name) => Path.Combine(StateFolder, name + ".log");

    /// <summary>Makes this process known as the keeper of a lab; to be disposed when the lab is gone.</summary>
    /// <exception cref="LabException">A lab of this name lives already.</exception>
    public static IDisposable Register(string name, string stack)
    {
        if (All().Any(l => l.Name == name))
            throw new LabException($"there is a lab '{name}' already: chaos lab down {name}");
        Directory.CreateDirectory(StateFolder);
        KeptLab lab = new(name, stack, Environment.ProcessId, ProcFiles.StartTicks(Environment.ProcessId));
        File.WriteAllText(StateFile(name), JsonSerializer.Serialize(lab, KeptLabJson.Default.KeptLab));
        return new Registration(StateFile(name));
    }

    /// <summary>Its nodes that run, with the process that is their first, as this process sees it.</summary>
    public IReadOnlyDictionary<string, int> Nodes() =>
        ProcFiles.Tree(Pid)
            .Where(p => p.Name == "s6-svscan" && ProcFiles.InnermostPid(p.Pid) == 1)
            .ToDictionary(p => File.ReadAllText($"/proc/{p.Pid}/root/etc/hostname").Trim(), p => p.Pid);

    /// <summary>The services of a node, and their processes: null for one that does not run.</summary>
    /// <param name="init">The node's first process.</param>
    public static IReadOnlyDictionary<string, ServiceProcess?> Services(int init) =>
        ProcFiles.Children(init)
            .Select(pid => (Pid: pid, Command: ProcFiles.CommandLine(pid)))
            .Where(p => p.Command is ["s6-supervise", _])
            .ToDictionary(p => p.Command[1], p => ProcFiles.Tree(p.Pid).Skip(1).FirstOrDefault());

    /// <summary>The command that gives a shell, or runs a command, in a node.</summary>
    public static IReadOnlyList<string> Entering(int init, IReadOnlyList<string> command)
    {
        // Not --all: an ordinary user may not enter the control group namespace, which a node shares with the host.
        string[] user = Libc.UserId() == 0 ? [] : ["--user"];
        return
        [
            "nsenter", "--target", $"{init}", .. user, "--mount", "--net", "--pid", "--ipc", "--uts", "--root", "--wd", "--",
            .. command,
        ];
    }

    internal static string StateFolder
    {
        get
        {
            string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return Path.Combine(string.IsNullOrEmpty(state) ? Path.Combine(home, ".local", "state") : state, "chaosharness", "labs");
        }
    }

    private static string StateFile(string name) => Path.Combine(StateFolder, name + ".json");

    private static KeptLab? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), KeptLabJson.Default.KeptLab);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class Registration(string file) : IDisposable
    {
        public void Dispose() => File.Delete(file);
    }
}

[JsonSerializable(typeof(KeptLab))]
internal sealed partial class KeptLabJson : JsonSerializerContext;

using System.Net;

namespace ChaosHarness.Scenarios;

/// <summary>
/// A system under test with every value filled in: parameters, addresses and names are no longer expressions here.
/// </summary>
public sealed record Stack
{
    /// <summary>What <see cref="StartLimit"/> is unless a stack says otherwise.</summary>
    public static readonly TimeSpan DefaultStartLimit = TimeSpan.FromSeconds(60);

    /// <summary>Its name, which is also its folder's.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Title { get; init; }

    /// <summary>The parameters in force, by name.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Packages that its nodes have installed beyond those that every node has, in the lab's own names.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>Its machines, in the file's order.</summary>
    public required IReadOnlyList<NodeSpec> Nodes { get; init; }

    /// <summary>Storage with a size, in common or of one machine.</summary>
    public IReadOnlyList<VolumeSpec> Volumes { get; init; } = [];

    /// <summary>The names of the machines that can reach a power switch, which is one for all of these.</summary>
    public IReadOnlyList<string> PowerSwitch { get; init; } = [];

    /// <summary>What is observed while it runs.</summary>
    public required IReadOnlyList<WatchSpec> Watches { get; init; }

    /// <summary>What the words for roles mean, such as <c>primary</c>.</summary>
    public required IReadOnlyDictionary<string, RoleSpec> Roles { get; init; }

    /// <summary>The roles that only one node may have at a time: <c>primary</c>, and those that the stack calls exclusive.</summary>
    public IEnumerable<RoleSpec> ExclusiveRoles => Roles.Values.Where(r => r.IsExclusive || r.Name == RoleSpec.Primary);

    /// <summary>Where load can be sent, by name.</summary>
    public required IReadOnlyDictionary<string, EntryPoint> EntryPoints { get; init; }

    /// <summary>What must hold before a fault and again after recovery.</summary>
    public required IReadOnlyList<SteadyCondition> Steady { get; init; }

    /// <summary>How long it may take from the start of its services to the first steady state. Defaults to 60 s.</summary>
    public TimeSpan StartLimit { get; init; } = DefaultStartLimit;

    /// <summary>How the stored data is read when the run is over; null when the stack keeps none.</summary>
    public DataSpec? Data { get; init; }

    /// <summary>The documented faults and recoveries.</summary>
    public required Table Table { get; init; }
}

/// <summary>A machine of a stack.</summary>
public sealed record NodeSpec
{
    /// <summary>Its host name.</summary>
    public required string Name { get; init; }

    /// <summary>Its address on the lab's network.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The groups it belongs to (<c>redis</c>, <c>web</c>, <c>client</c>), for targets.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Its services, in starting order.</summary>
    public required IReadOnlyList<ServiceSpec> Services { get; init; }
}

/// <summary>When a service manager starts a service again that has ended by itself.</summary>
public enum RestartPolicy
{
    /// <summary>Whenever it ends.</summary>
    Always,

    /// <summary>When it ends with an error or by a signal.</summary>
    OnFailure,

    /// <summary>Never: it stays dead.</summary>
    Never,
}

/// <summary>A program that a node's service manager runs, or one that something else starts and the lab only follows.</summary>
public sealed record ServiceSpec
{
    /// <summary>Its name on its node.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The argument by which its process is known, for a program that another one starts (a cluster, a supervisor): the
    /// lab follows the process that has this argument. Null for a program of the service manager.
    /// </summary>
    public string? Process { get; init; }

    /// <summary>The service of the same node that starts it, where it is only followed; null when that is not known.</summary>
    public string? StartedBy { get; init; }

    /// <summary>The program and its arguments; empty when it is only followed.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The user it runs as.</summary>
    public string User { get; init; } = "root";

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Files to write before its first start.</summary>
    public IReadOnlyList<FileSpec> Files { get; init; } = [];

    /// <summary>Log files it writes by itself, to be collected beside its standard output.</summary>
    public IReadOnlyList<string> Logs { get; init; } = [];

    /// <summary>Whether it is started again.</summary>
    public RestartPolicy Restart { get; init; } = RestartPolicy.Always;

    /// <summary>How long the service manager waits before that. Defaults to 100 ms, as systemd's RestartSec does.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The signal that asks it to stop. Defaults to 15, SIGTERM.</summary>
    public int StopSignal { get; init; } = 15;

    /// <summary>How long it may take to stop before it is killed. Defaults to 90 s, as systemd's TimeoutStopSec does.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Whether it is started with its node.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>
/// A file system with a size. Several nodes see it as those of a storage network do: what one writes the others read, and
/// a lock of one is in force on all. It outlives every node.
/// </summary>
/// <param name="Name">Its name in the stack.</param>
/// <param name="Path">Where the nodes have it.</param>
/// <param name="Nodes">The nodes that have it.</param>
/// <param name="Bytes">How much fits in, beside what <see cref="Prepare"/> has put there.</param>
public sealed record VolumeSpec(string Name, string Path, IReadOnlyList<string> Nodes, long Bytes)
{
    /// <summary>
    /// A program and its arguments, run to its end on the first of the nodes before any service starts: it puts there what
    /// the system is to find. Empty for none.
    /// </summary>
    public IReadOnlyList<string> Prepare { get; init; } = [];

    /// <summary>
    /// Whether a node can lose it while the others keep it. Reading and writing then take longer: the node has it through
    /// a program.
    /// </summary>
    public bool IsLosable { get; init; }
}

/// <summary>A file of a node.</summary>
/// <param name="Path">Absolute path; missing folders are made, owned like the file.</param>
/// <param name="Content">Its text.</param>
/// <param name="Owner">The user (and group of the same name) it belongs to.</param>
/// <param name="Mode">Its permissions, such as octal 640.</param>
/// <param name="IsFolder">Whether it is a folder instead.</param>
public sealed record FileSpec(string Path, string Content, string Owner = "root", int Mode = 0b110_100_100, bool IsFolder = false);

/// <summary>One thing to observe.</summary>
/// <param name="Name">Its name in this stack, such as <c>redis-role</c>.</param>
/// <param name="Kind">Which watcher does it, by the watcher's name.</param>
/// <param name="Nodes">The nodes to be watched.</param>
/// <param name="Every">How often to look, where the watcher polls.</param>
/// <param name="Settings">The watcher's own settings.</param>
public sealed record WatchSpec(
    string Name, string Kind, IReadOnlyList<string> Nodes, TimeSpan Every, IReadOnlyDictionary<string, string> Settings);

/// <summary>A role: the nodes for which a watch reports a value.</summary>
public sealed record RoleSpec(string Name, string Watch, string Value)
{
    /// <summary>The role of the node that takes writes.</summary>
    public const string Primary = "primary";

    /// <summary>Whether two nodes in it at once are a split brain, as with <c>primary</c>, where this is always so.</summary>
    public bool IsExclusive { get; init; }
}

/// <summary>Somewhere to send load to.</summary>
/// <param name="Name">Its name in this stack.</param>
/// <param name="Kind">Which client speaks to it: <c>http</c>, <c>redis-sentinel</c>, <c>redis</c>.</param>
/// <param name="Endpoints">Addresses as <c>host:port</c> or a URL.</param>
/// <param name="Settings">The client's own settings, such as the name of the monitored master.</param>
public sealed record EntryPoint(
    string Name, string Kind, IReadOnlyList<string> Endpoints, IReadOnlyDictionary<string, string> Settings);

/// <summary>In steady state a watch reports this value for at least (or exactly) so many subjects.</summary>
public sealed record SteadyCondition(string Watch, string Value, int AtLeast, int? AtMost = null);

/// <summary>How stored data is read after a run.</summary>
/// <param name="Kind">Which reader does it, such as <c>redis</c>.</param>
/// <param name="Nodes">The nodes that hold data.</param>
/// <param name="Authority">The role that speaks for the system when all is over, such as <c>primary</c>.</param>
/// <param name="Settings">The reader's own settings.</param>
public sealed record DataSpec(
    string Kind, IReadOnlyList<string> Nodes, string Authority, IReadOnlyDictionary<string, string> Settings);

using System.Net;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Faults;

/// <summary>
/// Three nodes with three services each: a server, one that comes back when it ends, and one with children.
/// </summary>
internal static class ContractStack
{
    /// <summary>Listens on port 6379. Stays dead when it ends.</summary>
    public const string Server = "server";

    /// <summary>Is started again when it ends.</summary>
    public const string Restless = "restless";

    /// <summary>A shell and two sleeping children.</summary>
    public const string Family = "family";

    /// <summary>Where all of them have a volume of one MiB.</summary>
    public const string Volume = "/store";

    /// <summary>What its nodes need to have a volume that they can lose.</summary>
    public static IReadOnlyList<string> Packages { get; } = ["bindfs"];

    public static Stack Build() => new()
    {
        Name = "contract",
        Title = "For tests of injectors",
        Parameters = new Dictionary<string, string>(),
        Packages = Packages,
        Nodes = [.. Enumerable.Range(1, 3).Select(Node)],
        Volumes =
        [
            new VolumeSpec("store", Volume, ["n1", "n2", "n3"], 1 << 20),
            new VolumeSpec("disk", "/disk", ["n1", "n2"], 1 << 20) { IsLosable = true },
        ],
        Watches = [],
        Roles = new Dictionary<string, RoleSpec>(),
        EntryPoints = new Dictionary<string, EntryPoint>(),
        Steady = [],
        Table = new Table("", new Dictionary<string, Formula>(), new Dictionary<string, TableRow>()),
    };

    private static NodeSpec Node(int number) => new()
    {
        Name = $"n{number}",
        Address = IPAddress.Parse($"10.77.0.{number}"),
        Groups = ["all"],
        Services =
        [
            new ServiceSpec
            {
                Name = Server,
                Command = ["redis-server", "--port", "6379", "--bind", "*", "--protected-mode", "no", "--save", ""],
                Restart = RestartPolicy.Never,
            },
            new ServiceSpec { Name = Restless, Command = ["sleep", "infinity"], Restart = RestartPolicy.Always,
                StopTimeout = TimeSpan.FromSeconds(5),
            },
            new ServiceSpec
            {
                Name = Family,
                Command = ["sh", "-c", "sleep infinity & tail -f /dev/null & wait"],
                Restart = RestartPolicy.Never,
            },
        ],
    };
}

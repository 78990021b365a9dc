using System.Net;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Labs.Kit;

/// <summary>Small stacks for tests of the lab itself.</summary>
internal static class Stacks
{
    /// <summary>Nodes n1, n2, ... with the services given for each.</summary>
    internal static Stack Of(int nodes, params IReadOnlyList<ServiceSpec> services) => new()
    {
        Name = "test", Title = "A stack of the lab's own tests",
        Parameters = new Dictionary<string, string>(),
        Nodes = [.. Enumerable.Range(1, nodes).Select(i => Node(i, services))],
        Watches = [], Roles = new Dictionary<string, RoleSpec>(), EntryPoints = new Dictionary<string, EntryPoint>(),
        Steady = [], Table = new Table("", new Dictionary<string, Formula>(), new Dictionary<string, TableRow>()),
    };

    internal static NodeSpec Node(int number, IReadOnlyList<ServiceSpec> services) => new()
    {
        Name = $"n{number}", Address = IPAddress.Parse($"10.77.0.{number}"), Groups = [], Services = services,
    };

    internal static ServiceSpec Service(string name, params IReadOnlyList<string> command) =>
        new() { Name = name, Command = command };

    /// <summary>A service that lives until it is stopped.</summary>
    internal static ServiceSpec Sleeper => Service("sleeper", "sleep", "infinity");
}

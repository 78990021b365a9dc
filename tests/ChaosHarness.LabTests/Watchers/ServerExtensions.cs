using ChaosHarness.Journals;
using ChaosHarness.Labs;

namespace ChaosHarness.LabTests.Watchers;

/// <summary>What tests do to servers, by hand.</summary>
internal static class ServerExtensions
{
    private const int SigKill = 9;
    private const int SigContinue = 18;
    private const int SigStop = 19;

    public static INode Node(this ILab lab, string name) => lab.Nodes.Single(n => n.Name == name);

    /// <summary>Stops a service's processes.</summary>
    public static Moment Pause(this INode node, string service) => node.Signal(service, SigStop);

    public static Moment Continue(this INode node, string service) => node.Signal(service, SigContinue);

    public static Moment Kill(this INode node, string service) => node.Signal(service, SigKill);

    public static Task StartServiceAsync(this INode node, string service) =>
        node.Ability<IServiceControl>()!.StartAsync(service, TestContext.Current.CancellationToken);

    /// <summary>Talks to a server of the node with redis-cli, and gives what it says.</summary>
    public static async Task<string> RedisAsync(this INode node, params string[] arguments)
    {
        NodeCommand command = new(["redis-cli", "-h", $"{node.Address}", .. arguments]);
        CommandResult result = await node.RunAsync(command, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, result.Error);
        return result.Output.Trim();
    }

    private static Moment Signal(this INode node, string service, int signal)
    {
        Instant before = Instant.Now(TimeProvider.System);
        node.Ability<ISignals>()!.Send([.. node.Processes(service).Select(p => p.Pid)], signal);
        return new Moment(before, Instant.Now(TimeProvider.System));
    }
}

/// <summary>When something was done: between these two.</summary>
internal sealed record Moment(Instant Before, Instant After)
{
    /// <summary>Holds that an event's bracket has this moment in it.</summary>
    public void IsWithin(JournalEvent seen)
    {
        Assert.True(seen.NotBefore <= After, $"{seen.NotBefore} is after {After}");
        Assert.True(Before <= seen.At, $"{Before} is after {seen.At}");
    }
}

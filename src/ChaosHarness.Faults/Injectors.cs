using ChaosHarness.Faults.Clocks;
using ChaosHarness.Faults.Commands;
using ChaosHarness.Faults.Network;
using ChaosHarness.Faults.Nodes;
using ChaosHarness.Faults.Patroni;
using ChaosHarness.Faults.Services;
using ChaosHarness.Faults.Volumes;

namespace ChaosHarness.Faults;

/// <summary>Everything that can break something, for composition.</summary>
public static class Injectors
{
    /// <summary>All of them: services, clocks, nodes, volumes, network, commands, managed operations.</summary>
    public static IReadOnlyList<IInjector> All { get; } =
    [
        new KillServiceInjector(),
        new StopServiceInjector(),
        new StartServiceInjector(),
        new RestartServiceInjector(),
        new PauseServiceInjector(),
        new KillProcessInjector(),
        new StepClockInjector(),
        new PullNodeInjector(),
        new FreezeNodeInjector(),
        new RebootNodeInjector(),
        new FillVolumeInjector(),
        new LoseVolumeInjector(),
        new HangVolumeInjector(),
        new IsolateNodeInjector(),
        new LinkDownInjector(),
        new PartitionInjector(),
        new DropTrafficInjector(),
        new LosePacketsInjector(),
        new RunCommandInjector(),
        new PatroniInjector(),
    ];
}

using System.Text.Json;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Workloads.Clients;
using ChaosHarness.Workloads.Workers;
using ChaosHarness.Workloads.Workloads;

namespace ChaosHarness.Workloads;

/// <summary>How to start this program on a client node.</summary>
/// <param name="Command">The program and the arguments that make it a worker; the specification's path follows.</param>
public sealed record WorkerProgram(IReadOnlyList<string> Command)
{
    /// <summary>Where the lab puts the .NET runtime and this program in every node.</summary>
    public static WorkerProgram Default { get; } = new(["/opt/dotnet/dotnet", "/opt/chaosharness/chaos.dll", "worker"]);
}

/// <summary>Starts a worker process for every load on the node it comes from.</summary>
public sealed class LoadGenerator(WorkerProgram program, TimeProvider clock) : ILoadGenerator
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Workloads { get; } = Workload.All.ToDictionary(w => w.Name, w => w.Help);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Models { get; } =
        Workload.All.Where(w => w.Model is not null).ToDictionary(w => w.Name, w => w.Model!);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Clients => ClientFactory.Kinds;

    /// <inheritdoc/>
    public async Task<ILoad> PrepareAsync(
        IReadOnlyList<LoadSpec> loads, ILab lab, int seed, string nodeFolder, CancellationToken ct)
    {
        var workers = new List<WorkerProcess>();
        try
        {
            for (int i = 0; i < loads.Count; i++)
            {
                var node = NodeOf(loads[i], lab);
                workers.Add(await StartAsync(WorkerSpec.Of(loads[i], i + 1, seed, nodeFolder), node, ct));
            }

            return new Load(workers, clock);
        }
        catch
        {
            await new Load(workers, clock).DisposeAsync();
            throw;
        }
    }

    private static INode NodeOf(LoadSpec load, ILab lab) => lab.Nodes.FirstOrDefault(n => n.Name == load.From)
        ?? throw new LabException($"load {load.Name} comes from node '{load.From}', which this lab does not have.");

    private async Task<WorkerProcess> StartAsync(WorkerSpec spec, INode node, CancellationToken ct)
    {
        spec.Validate();
        string file = spec.History + ".json";
        string json = JsonSerializer.Serialize(spec, WorkerJson.Default.WorkerSpec);
        var written = await node.RunAsync(
            new NodeCommand(["/bin/sh", "-c", "printf %s \"$1\" > \"$2\"", "sh", json, file]), ct);
        if (!written.Succeeded)
            throw new LabException($"cannot write {file} on node {node.Name}: {written.Error.Trim()}");
        var command = new NodeCommand([.. program.Command, file]) { Environment = WorkerRuntime.Environment };
        return new WorkerProcess(spec.Load, node.Name, await node.StartAsync(command, ct));
    }
}

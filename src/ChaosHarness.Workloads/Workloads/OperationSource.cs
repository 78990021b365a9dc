using ChaosHarness.Histories;
using ChaosHarness.Workloads.Clients;

namespace ChaosHarness.Workloads.Workloads;

/// <summary>
/// Says what operation number <c>n</c> of a load is. It depends on the seed, the worker's number and <c>n</c> and on
/// nothing else: not on time, and not on what came of the operations before.
/// </summary>
internal sealed class OperationSource(Workload workload, WorkerSpec spec)
{
    /// <summary>Values are the worker's number above this bit and the operation's below: unique within a run.</summary>
    private const int ValueBits = 40;

    private const int RehearsalMost = 16;

    private readonly ulong _seed = Mix(((ulong)(uint)spec.Seed << 32) | (uint)spec.Worker);

    /// <summary>Operation number <paramref name="index"/>, counted from 0.</summary>
    public Call At(long index)
    {
        ulong chance = Mix(_seed + (ulong)index);
        int key = workload.FirstKey + (int)((chance & uint.MaxValue) * (ulong)spec.Keys >> 32);
        bool reads = workload.Change != OperationKind.Probe && (chance >> 32) < spec.Reads * (1UL << 32);
        return workload.Change switch
        {
            OperationKind.Probe => new Call(OperationKind.Probe, workload.Set, workload.FirstKey, Operation.Nothing),
            _ when reads => new Call(OperationKind.Read, workload.Set, key, Operation.Nothing),
            OperationKind.Increment => new Call(OperationKind.Increment, workload.Set, key, Operation.Nothing),
            _ => new Call(workload.Change, workload.Set, key, ((long)spec.Worker << ValueBits) | (index + 1)),
        };
    }

    /// <summary>Operations that only look: a read of every key, or probes.</summary>
    public IEnumerable<Call> Rehearsal() => Enumerable.Range(workload.FirstKey, Math.Min(spec.Keys, RehearsalMost)).Select(
        key => new Call(
            workload.Change == OperationKind.Probe ? OperationKind.Probe : OperationKind.Read, workload.Set, key, Operation.Nothing));

    /// <summary>SplitMix64's finalizer (Steele, Lea, Flood 2014): neighbouring numbers give unrelated ones.</summary>
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}

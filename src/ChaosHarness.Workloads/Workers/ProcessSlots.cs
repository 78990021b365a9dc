namespace ChaosHarness.Workloads.Workers;

/// <summary>
/// Logical clients, each doing one operation at a time. One that ended in Info is never used again: its operation may
/// still take effect, and a checker that saw the same client go on would conclude that it did not.
/// </summary>
internal sealed class ProcessSlots(int worker)
{
    /// <summary>Process ids are the worker's number above this bit: 4 million for each of 511 workers.</summary>
    private const int ProcessBits = 22;

    /// <summary>The highest number a worker may have.</summary>
    public const int WorkerMax = 511;

    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private int _made;

    /// <summary>A client that has nothing in flight.</summary>
    /// <exception cref="InvalidOperationException">All ids of this worker are used up.</exception>
    public int Take()
    {
        lock (_gate)
        {
            if (_free.TryPop(out int free)) return free;
            if (_made >> ProcessBits != 0)
                throw new InvalidOperationException("more than 4 million operations of this load ended in Info");
            return (worker << ProcessBits) | _made++;
        }
    }

    /// <summary>Its operation ended Ok or Fail.</summary>
    public void Return(int process)
    {
        lock (_gate) _free.Push(process);
    }
}

using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>Signals to processes of a node.</summary>
internal sealed class NodeSignals : ISignals
{
    /// <inheritdoc/>
    public void Send(IReadOnlyList<int> pids, int signal)
    {
        foreach (int pid in pids)
        {
            if (Libc.SendSignal(pid, signal) < 0
                && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() != Libc.NoProcess)
                throw new LabException($"signal {signal} cannot be sent to process {pid}: {Libc.LastError}");
        }
    }
}

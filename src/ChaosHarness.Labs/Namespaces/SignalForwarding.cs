using System.Runtime.InteropServices;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>
/// Turns the launcher's signals into a request to the inner process, which is in a session of its own and does not
/// get the terminal's.
/// </summary>
internal sealed class SignalForwarding : IDisposable
{
    private readonly IReadOnlyList<PosixSignalRegistration> _registrations;
    private int _interrupts;

    internal SignalForwarding(InnerProcess inner)
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (signal == PosixSignal.SIGINT && Interlocked.Increment(ref _interrupts) > 1)
                inner.Kill();
            else
                inner.Cancel();
        }))];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }
}

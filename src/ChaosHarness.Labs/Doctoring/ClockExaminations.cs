using System.Diagnostics;
using ChaosHarness.Labs.Namespaces;

namespace ChaosHarness.Labs.Doctoring;

/// <summary>Whether processes can have wall clocks of their own.</summary>
internal static class ClockExaminations
{
    /// <summary>Sets the clock of a process that was started for it.</summary>
    internal static async Task<Diagnosis> ProcessesAsync(CancellationToken ct)
    {
        const string what = "clocks of processes";
        NodeClocks clocks = new(new NodeSignals(), TimeProvider.System);
        TimeSpan hour = TimeSpan.FromHours(1);
        using Process sleeper = Process.Start("sleep", "60");
        try
        {
            await clocks.SetAsync(sleeper.Id, hour, ct);
            return clocks.Offset(sleeper.Id) == hour
                ? new(what, Health.Good, "can be set, each by itself")
                : Limited("one was set an hour ahead and does not show it");
        }
        catch (LabException failure)
        {
            return Limited(failure.Message);
        }
        finally
        {
            sleeper.Kill();
        }

        static Diagnosis Limited(string found) => new(what, Health.Limited, found, "The fault step-clock cannot be used.");
    }
}

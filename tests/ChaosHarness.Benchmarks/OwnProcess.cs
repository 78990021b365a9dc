using System.Diagnostics;
using System.Globalization;

namespace ChaosHarness.Benchmarks;

/// <summary>Runs a part of a benchmark in a process of its own, so that its peak memory is its own.</summary>
internal static class OwnProcess
{
    /// <summary>Starts this program again and gives its exit code; it ends with this one.</summary>
    public static int Run(string[] arguments)
    {
        string self = Environment.ProcessPath ?? throw new InvalidOperationException("this program has no path");
        string[] all = Path.GetFileNameWithoutExtension(self) == "dotnet"
            ? [typeof(OwnProcess).Assembly.Location, .. arguments] : arguments;
        using Process process = Process.Start("setpriv", ["--pdeathsig", "KILL", self, .. all]);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>The most memory that this process ever had.</summary>
    public static long PeakBytes()
    {
        string peak = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}

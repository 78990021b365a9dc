using System.Diagnostics;

namespace ChaosHarness.LabTests.Cli;

/// <summary>The command line as a user starts it: a process of its own, seen from outside.</summary>
internal sealed class ChaosProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ChaosProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts <c>chaos</c> in the root of the repository.</summary>
    public static ChaosProcess Start(params IEnumerable<string> arguments)
    {
        // Whatever runs the tests in the background may have switched Ctrl-C off, and children inherit that.
        ProcessStartInfo start = new("env", ["--default-signal=INT", "dotnet", Program])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = Root,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return new(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(CancellationToken ct, params IEnumerable<string> arguments)
    {
        using ChaosProcess chaos = Start(arguments);
        return await chaos.WaitAsync(ct);
    }

    public async Task<(int Code, string Output, string Error)> WaitAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        return (_process.ExitCode, await _output, await _error);
    }

    /// <summary>Sends a signal to the process the user sees.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>The program that users call, not the copy beside these tests: only it has the reference web tier with it.</summary>
    private static string Program
    {
        get
        {
            DirectoryInfo configuration = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            string bin = configuration.Parent!.Parent!.FullName;
            return Path.Combine(bin, "ChaosHarness.Cli", configuration.Name, "chaos.dll");
        }
    }

    internal static string Root
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ChaosHarness.sln")))
                folder = folder.Parent;
            return folder!.FullName;
        }
    }
}

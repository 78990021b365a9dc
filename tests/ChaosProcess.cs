using System.Diagnostics;

namespace ChaosHarness.TestKit;

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

    /// <summary>What it reads from.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Starts <c>chaos</c> in a folder.</summary>
    public static ChaosProcess Start(string folder, params IReadOnlyList<string> arguments)
    {
        // Whatever runs the tests in the background may have switched Ctrl-C off, and children inherit that.
        ProcessStartInfo start = new("env", ["--default-signal=INT", "dotnet", Program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        return new(Process.Start(start)!);
    }

    /// <summary>Runs it to its end; it reads nothing.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string folder, params IReadOnlyList<string> arguments)
    {
        using ChaosProcess chaos = Start(folder, arguments);
        chaos.Input.Close();
        return await chaos.EndAsync();
    }

    public async Task<(int Code, string Output, string Error)> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, await _output, await _error);
    }

    /// <summary>Sends a signal to the process the user sees; Ctrl-C is <c>INT</c>.</summary>
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

    /// <summary>The program that users call, not the copy beside the tests: only it has the reference programs with it.</summary>
    private static string Program
    {
        get
        {
            DirectoryInfo configuration = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            string bin = configuration.Parent!.Parent!.FullName;
            return Path.Combine(bin, "ChaosHarness.Cli", configuration.Name, "chaos.dll");
        }
    }
}

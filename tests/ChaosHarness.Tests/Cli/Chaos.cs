using System.Diagnostics;

namespace ChaosHarness.Tests.Cli;

/// <summary>The command line as a user starts it: a process of its own, seen from outside.</summary>
internal sealed class Chaos : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private Chaos(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Where the histories stand that belong to the tests.</summary>
    public static string Histories { get; } = Path.Combine(HouseRules.Repository.Root, "tests/ChaosHarness.Tests/Cli/Histories");

    /// <summary>What it reads from.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Starts <c>chaos</c> among the histories.</summary>
    public static Chaos Start(params IReadOnlyList<string> arguments)
    {
        // Whatever runs the tests in the background may have switched Ctrl-C off, and children inherit that.
        string chaos = Path.Combine(AppContext.BaseDirectory, "chaos.dll");
        ProcessStartInfo start = new("env", ["--default-signal=INT", "dotnet", chaos, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = Histories,
        };
        return new(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params IReadOnlyList<string> arguments)
    {
        using Chaos chaos = Start(arguments);
        chaos.Input.Close();
        return await chaos.EndAsync();
    }

    public async Task<(int Code, string Output, string Error)> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, await _output, await _error);
    }

    /// <summary>What Ctrl-C does.</summary>
    public void Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}

using System.Diagnostics;

namespace ChaosHarness.LabTests.Reference;

/// <summary>Starts programs of the host, for tests.</summary>
internal static class Command
{
    /// <summary>Runs a program to its end and returns what it wrote; throws if it failed.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments, new Dictionary<string, string>());
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}{errors}");
    }

    /// <summary>Starts a program whose output somebody has to read.</summary>
    public static Process Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    public static Task SignalAsync(Process process, string signal) => RunAsync(
        "/bin/kill", $"-{signal}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The program's path, or null where this host lacks it.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}

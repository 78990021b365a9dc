using System.Diagnostics;
using System.Globalization;
using ChaosHarness.Labs.Namespaces;

namespace ChaosHarness.LabTests.Labs;

/// <summary>
/// What a program sees whose clock is set: this one, started once more, which asks by clock_gettime, and a shell, which asks by
/// gettimeofday and time.
/// </summary>
public sealed class ProcessClockTests
{
    /// <summary>The first argument of this assembly as a program that tells its clocks.</summary>
    internal const string Word = "tell-clocks";

    private const string Shell = "while read -r _; do printf '%s %(%s)T 0\\n' \"${EPOCHREALTIME%.*}\" -1; done";

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Tells, for every line that it reads, the seconds of the wall clock, twice, and of the monotonic one.</summary>
    internal static int TellClocks()
    {
        while (Console.ReadLine() is not null)
        {
            long wall = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            Console.WriteLine($"{wall} {wall} {TimeProvider.System.GetTimestamp() / TimeProvider.System.TimestampFrequency}");
        }

        return 0;
    }

    [Theory]
    [InlineData("program")]
    [InlineData("shell")]
    public async Task The_wall_clock_is_set_and_the_monotonic_one_is_not(string what)
    {
        string[] command = what == "shell" ? ["bash", "-c", Shell] : [Environment.ProcessPath!, Word];
        using Process program = Start(command);
        NodeClocks clocks = new(new NodeSignals(), TimeProvider.System);
        long[] before = await AskAsync(program);

        foreach (TimeSpan offset in new[] { s_hour, -s_hour, TimeSpan.Zero, s_hour, TimeSpan.Zero })
        {
            await clocks.SetAsync(program.Id, offset, Ct);
            long[] told = await AskAsync(program);

            Assert.Equal(offset, clocks.Offset(program.Id));
            long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            Assert.InRange(told[0] - now - offset.TotalSeconds, -5, 5);
            Assert.InRange(told[1] - now - offset.TotalSeconds, -5, 5);
            Assert.InRange(told[2] - before[2], 0, 60);
        }

        program.Kill();
        await program.WaitForExitAsync(Ct);
        Assert.Null(clocks.Offset(program.Id));
        await clocks.SetAsync(program.Id, s_hour, Ct);
    }

    private static Process Start(string[] command) => Process.Start(new ProcessStartInfo(command[0], command[1..])
    {
        RedirectStandardInput = true, RedirectStandardOutput = true,
    })!;

    private static async Task<long[]> AskAsync(Process program)
    {
        await program.StandardInput.WriteLineAsync("now");
        string told = await program.StandardOutput.ReadLineAsync(Ct) ?? "";
        return [.. told.Split(' ').Select(t => long.Parse(t, CultureInfo.InvariantCulture))];
    }
}

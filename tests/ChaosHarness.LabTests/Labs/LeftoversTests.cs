using System.Diagnostics;
using System.Globalization;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.LabTests.Labs.Kit;

namespace ChaosHarness.LabTests.Labs;

/// <summary>Whatever ends a harness, nothing of its lab is left. Each test is run as root and as an ordinary user.</summary>
[Collection(nameof(Alone))]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LeftoversTests : IDisposable
{
    private const int Seed = 20261120, Moments = 12, LatestMs = 900;

    /// <summary>A temporary folder that the probe has for itself, whoever it runs as.</summary>
    private readonly string _temporary = Directory.CreateDirectory($"/tmp/chaos-leftovers-{Guid.NewGuid():n}").FullName;

    public LeftoversTests() => File.SetUnixFileMode(_temporary, (UnixFileMode)0b111_111_111);

    public void Dispose() => Directory.Delete(_temporary, recursive: true);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public enum Victim
    {
        Launcher,
        Unshare,
        FirstProcess,
        Inner,
    }

    [Theory]
    [InlineData(Victim.Launcher, false)]
    [InlineData(Victim.Unshare, false)]
    [InlineData(Victim.FirstProcess, false)]
    [InlineData(Victim.Inner, false)]
    [InlineData(Victim.Launcher, true)]
    [InlineData(Victim.Unshare, true)]
    [InlineData(Victim.FirstProcess, true)]
    [InlineData(Victim.Inner, true)]
    public async Task A_killed_process_takes_everything_with_it(Victim victim, bool rootless)
    {
        var user = User(rootless);
        var before = Look(user);
        using var launcher = Probe.Start(user, _temporary);
        await ReadyAsync(launcher);
        Assert.NotEmpty(Look(user).Since(before));
        using var killed = Process.GetProcessById(PidOf(victim, launcher.Id));
        killed.Kill();
        await launcher.WaitForExitAsync(Ct);
        if (victim != Victim.Launcher)
            Assert.Equal(128 + 9, launcher.ExitCode);
        await NothingIsLeftAsync(user, before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_launcher_killed_at_any_moment_leaves_nothing(bool rootless)
    {
        var user = User(rootless);
        var random = new Random(Seed);
        for (int i = 0; i < Moments; i++)
        {
            var before = Look(user);
            using var launcher = Probe.Start(user, _temporary);
            while (ProcFiles.Children(launcher.Id).Count == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Ct);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LatestMs)), TimeProvider.System, Ct);
            launcher.Kill();
            await launcher.WaitForExitAsync(Ct);
            await NothingIsLeftAsync(user, before);
        }
    }

    [Theory]
    [InlineData("INT", false)]
    [InlineData("TERM", false)]
    [InlineData("HUP", false)]
    [InlineData("INT", true)]
    public async Task A_signal_to_the_launcher_ends_the_inner_process_in_order(string signal, bool rootless)
    {
        var user = User(rootless);
        var before = Look(user);
        using var launcher = Probe.Start(user, _temporary);
        await ReadyAsync(launcher);
        using var kill = Process.Start("kill", [$"-{signal}", launcher.Id.ToString(CultureInfo.InvariantCulture)]);
        await launcher.WaitForExitAsync(Ct);
        Assert.Equal(Probe.EndedCode, launcher.ExitCode);
        await NothingIsLeftAsync(user, before);
    }

    private static OrdinaryUser? User(bool rootless)
    {
        TestLab.Require();
        if (!rootless)
            return null;
        Assert.SkipWhen(LabHost.IsRootless, "these tests run as an ordinary user already");
        var user = OrdinaryUser.Find();
        Assert.SkipWhen(user is null, "there is no ordinary user with subordinate users and a lab image on this machine");
        return user;
    }

    private Traces Look(OrdinaryUser? user) => Traces.Look(
        [_temporary, Path.Combine(user?.Home ?? Home, ".cache/chaosharness/lab")]);

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static async Task ReadyAsync(Process launcher)
    {
        string? line = await launcher.StandardOutput.ReadLineAsync(Ct);
        Assert.True(line?.StartsWith("ready", StringComparison.Ordinal) == true, line ?? await launcher.StandardError.ReadToEndAsync(Ct));
    }

    /// <summary>launcher - unshare - shell, the first process of the namespace - inner</summary>
    private static int PidOf(Victim victim, int pid)
    {
        for (int i = 0; i < (int)victim; i++)
            pid = ProcFiles.Children(pid)[0];
        return pid;
    }

    private async Task NothingIsLeftAsync(OrdinaryUser? user, Traces before)
    {
        IReadOnlyList<string> left = [];
        for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromSeconds(10);)
        {
            left = Look(user).Since(before);
            if (left.Count == 0)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);
        }
        Assert.Fail($"left behind:\n{string.Join('\n', left)}");
    }
}

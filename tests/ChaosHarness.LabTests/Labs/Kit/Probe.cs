using System.Diagnostics;
using ChaosHarness.Labs;
using ChaosHarness.Labs.Namespaces;

namespace ChaosHarness.LabTests.Labs.Kit;

/// <summary>
/// A program of a launcher and an inner process with a lab, for tests that kill it: this assembly, started with
/// <see cref="Word"/> as its first argument. It says <c>ready</c> when its lab is up, and ends when it is asked to.
/// </summary>
internal static class Probe
{
    internal const string Word = "probe";

    /// <summary>Its exit code when it has ended because it was asked to.</summary>
    internal const int EndedCode = 7;

    /// <summary>What the program does; an argument <c>outer</c> makes it the launcher.</summary>
    internal static async Task<int> MainAsync(string[] args)
    {
        if (args is [_, "outer", ..])
            return await LabHost.ReexecAsync([Word, "inner"], new ReexecOptions(), TimeProvider.System, CancellationToken.None);
        if (args is [_, "say"])
        {
            Console.WriteLine(Environment.MachineName);
            return 0;
        }
        using var cancellation = LabHost.BeginInner();
        var factory = new NamespaceLabFactory(TimeProvider.System);
        var options = new LabOptions(new Dictionary<string, string>());
        await using var lab = await factory.CreateAsync(
            Stacks.Of(3, Stacks.Sleeper), options, new TestJournal(), cancellation.Token);
        var ended = new TaskCompletionSource();
        using var registration = cancellation.Token.Register(ended.SetResult);
        Console.WriteLine($"ready {lab.Id} {Console.IsOutputRedirected}");
        await ended.Task;
        return EndedCode;
    }

    /// <summary>Starts a launcher, as the given user when one is given, and outside of these tests' own mark.</summary>
    internal static Process Start(OrdinaryUser? user, string temporary)
    {
        string self = Environment.ProcessPath ?? throw new InvalidOperationException("no path");
        // A shell started these tests in the background, and so with SIGINT ignored, which programs inherit.
        string[] command = ["env", "--default-signal=INT,QUIT", .. user?.Command ?? [], self, Word, "outer"];
        var info = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (string word in command[1..])
            info.ArgumentList.Add(word);
        info.Environment.Remove(LabHost.ScratchVariable);
        info.Environment["TMPDIR"] = temporary;
        if (user is not null)
        {
            info.Environment["HOME"] = user.Home;
            info.Environment.Remove("XDG_CACHE_HOME");
        }
        return Process.Start(info) ?? throw new InvalidOperationException("not started");
    }
}

/// <summary>An ordinary user of this machine who may map users, for tests that run as root.</summary>
internal sealed record OrdinaryUser(string Name, uint Id, uint Group, string Home)
{
    /// <summary>What to put before a command to run it as this user.</summary>
    internal string[] Command => ["setpriv", $"--reuid={Id}", $"--regid={Group}", "--init-groups", "--"];

    /// <summary>The first one with a home folder and a lab image in it; null when there is none.</summary>
    internal static OrdinaryUser? Find() => File.ReadLines("/etc/passwd")
        .Select(line => line.Split(':'))
        .Select(f => new OrdinaryUser(f[0], uint.Parse(f[2]), uint.Parse(f[3]), f[5]))
        .Where(u => u.Id >= 1000 && File.ReadAllText("/etc/subuid").Split('\n').Any(l => l.StartsWith(u.Name + ":", StringComparison.Ordinal)))
        .FirstOrDefault(u => Directory.Exists(Path.Combine(u.Home, ".cache/chaosharness/images")));
}

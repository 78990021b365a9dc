using System.Globalization;
using System.Text;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>The folder from which s6-supervise runs a service.</summary>
/// <remarks>
/// When a service ends, s6 runs its finish script and starts it again a second after that. Real service managers are
/// faster (systemd's default is 100 ms), so the script leaves a process behind that says "up" when it is over.
/// </remarks>
internal static class ServiceFolder
{
    /// <summary>Where a node's supervisor looks for them.</summary>
    internal const string All = "/run/service";

    /// <summary>How a person would ask the service manager of a node.</summary>
    internal static NodeCommand Command(string verb, string service) =>
        new(["s6-svc", verb == "start" ? "-u" : "-d", $"{All}/{service}"]);

    /// <summary>Where a service's standard output and error go.</summary>
    internal const string Logs = "/var/log/chaos";

    /// <summary>What a restart takes besides its delay, before s6 gives up on it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>How long after a finish script's end s6 takes orders for the service again, at the most.</summary>
    private static readonly TimeSpan Reaping = TimeSpan.FromMilliseconds(30);

    internal static string LogOf(string service) => $"{Logs}/{service}.log";

    /// <summary>The folder's files by name; those that are programs come first.</summary>
    internal static IReadOnlyList<(string Name, string Content, bool IsProgram)> Files(
        ServiceSpec service, Account account) =>
    [
        ("run", Run(service, account), true),
        ("finish", Finish(service), true),
        ("down-signal", $"{service.StopSignal}\n", false),
        ("timeout-kill", Milliseconds(service.StopTimeout), false),
        ("timeout-finish", Milliseconds(service.RestartDelay + Margin), false),
        // The harness starts the services of a node, one after the other.
        ("down", "", false),
    ];

    internal static string Run(ServiceSpec service, Account account)
    {
        var script = new StringBuilder("#!/bin/sh\n");
        script.Append(CultureInfo.InvariantCulture, $"exec </dev/null >>{LogOf(service.Name)} 2>&1\n");
        script.Append(CultureInfo.InvariantCulture, $"export HOME={Quote(account.Home)} USER={Quote(account.Name)}\n");
        foreach (var (name, value) in service.Environment)
            script.Append(CultureInfo.InvariantCulture, $"export {name}={Quote(value)}\n");
        script.Append("exec ");
        if (account.User != 0)
            script.Append(string.Join(' ', AsUser(account))).Append(' ');
        return script.AppendJoin(' ', service.Command.Select(Quote)).Append('\n').ToString();
    }

    /// <summary>The words before a command that make it run as a user.</summary>
    internal static IReadOnlyList<string> AsUser(Account account) =>
        ["setpriv", $"--reuid={account.User}", $"--regid={account.Group}", "--init-groups", "--"];

    /// <summary>s6 calls it with the exit code, 256 for a signal; its own exit code 125 means: leave it down.</summary>
    internal static string Finish(ServiceSpec service)
    {
        string restart = string.Create(CultureInfo.InvariantCulture, $"""
            (sleep {(service.RestartDelay + Reaping).TotalSeconds}; [ "$(s6-svstat -o wantedup .)" = true ] && s6-svc -u .) &
            exec sleep {service.RestartDelay.TotalSeconds}

            """);
        return "#!/bin/sh\n" + service.Restart switch
        {
            RestartPolicy.Never => "exit 125\n",
            RestartPolicy.OnFailure => $"[ \"$1\" = 0 ] && exit 125\n{restart}",
            _ => restart,
        };
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Milliseconds(TimeSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalMilliseconds}\n");
}

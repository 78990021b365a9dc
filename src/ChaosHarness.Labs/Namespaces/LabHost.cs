using ChaosHarness.Labs.Images;
using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>How the inner process is started.</summary>
/// <param name="InheritInput">
/// The inner process reads this one's standard input. It then learns of a cancellation by nothing but its end.
/// </param>
public sealed record ReexecOptions(bool InheritInput = false)
{
    /// <summary>Takes each line of its standard output; null has it write to this process's.</summary>
    public Action<string>? Output { get; init; }

    /// <summary>The same for its standard error.</summary>
    public Action<string>? Error { get; init; }
}

/// <summary>
/// Starts this program again in namespaces of its own, where everything of a lab lives. When either process ends, for
/// whatever reason, the kernel removes all of it.
/// </summary>
public static class LabHost
{
    /// <summary>By this environment variable an inner process is known.</summary>
    internal const string ScratchVariable = "CHAOSHARNESS_LAB";
    private const string RootlessVariable = "CHAOSHARNESS_ROOTLESS";

    /// <summary>
    /// Pid 1 of the namespaces. It takes over orphans, which .NET would not reap, and its end is everybody's end.
    /// </summary>
    private const string Init = """
        mount -t tmpfs -o mode=0755 chaosharness "$1" && mkdir -m 1777 "$1/tmp" || exit 5
        export CHAOSHARNESS_LAB="$1" TMPDIR="$1/tmp"
        shift
        echo up >&3
        exec 4<&0
        "$@" <&4 4<&- 3>&- &
        exec 4<&- </dev/null
        wait $!
        code=$?
        echo exit $code >&3
        exit $code
        """;

    /// <summary>Whether this process is the inner one.</summary>
    public static bool IsInner => Environment.GetEnvironmentVariable(ScratchVariable) is not null;

    /// <summary>Whether an ordinary user started this program; the inner process is root of its own user namespace.</summary>
    internal static bool IsRootless =>
        Libc.UserId() != 0 || Environment.GetEnvironmentVariable(RootlessVariable) is not null;

    /// <summary>The inner process's own memory file system.</summary>
    internal static string Scratch => Environment.GetEnvironmentVariable(ScratchVariable)
        ?? throw new LabException("a lab can only be made by the inner process; see LabHost.ReexecAsync");

    /// <summary>
    /// Runs this program with <paramref name="arguments"/> in fresh namespaces and gives its exit code. SIGINT,
    /// SIGTERM, SIGHUP and <paramref name="ct"/> ask it to end; a second SIGINT kills it.
    /// </summary>
    /// <exception cref="LabException">The namespaces cannot be made; the message says what to do.</exception>
    public static async Task<int> ReexecAsync(
        IReadOnlyList<string> arguments, ReexecOptions options, TimeProvider clock, CancellationToken ct)
    {
        Directory.CreateDirectory(CacheFolder.Scratch);
        RuntimeEndpoints.GiveUp();
        using var watcher = new FdWatcher(clock);
        using var inner = InnerProcess.Start(watcher, [.. Command(), .. Self(), .. arguments], options);
        using var signals = new SignalForwarding(inner);
        using var cancellation = ct.Register(inner.Cancel);
        int code = await inner.WaitAsync();
        return inner.CameUp ? code : throw new LabException(
            "the namespaces for the lab cannot be made (the reason stands above); run 'chaos doctor'");
    }

    /// <summary>Begins the inner process's life: its cancellation fires when the launcher asks for it or is gone.</summary>
    public static CancellationTokenSource BeginInner()
    {
        Interfaces.BringUpLoopback();
        var source = new CancellationTokenSource();
        var thread = new Thread(() => ListenForCancel(source)) { IsBackground = true, Name = "launcher's word" };
        thread.Start();
        return source;
    }

    /// <summary>The same for a program whose standard input is its own.</summary>
    public static void BeginInnerWithoutLauncher() => Interfaces.BringUpLoopback();

    private static void ListenForCancel(CancellationTokenSource source)
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (input.ReadLine() is { } line && line != "cancel")
        {
            // Other words are for later versions.
        }
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It is ending already.
        }
    }

    /// <summary>This process's environment and the mark of the inner one.</summary>
    internal static Dictionary<string, string> InnerEnvironment()
    {
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string)(e.Value ?? ""));
        if (IsRootless)
            environment[RootlessVariable] = "1";
        return environment;
    }

    private static string[] Command() => ["setpriv", "--pdeathsig", "KILL", "--", .. Unshare()];

    private static string[] Unshare()
    {
        string[] user = Libc.UserId() == 0 ? [] : ["--user", "--map-auto", "--map-root-user"];
        return
        [
            "unshare", .. user, "--net", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--mount-proc",
            "--", "sh", "-c", Init, "chaosharness", CacheFolder.Scratch,
        ];
    }

    private static IEnumerable<string> Self()
    {
        string program = Environment.ProcessPath
            ?? throw new LabException("this program's own path is not known");
        bool throughDotnet = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return throughDotnet ? [program, Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [program];
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Starservice;

/// <summary>
/// The scdata that this service looks after. When the service dies, however that happens, the operating system kills scdata.
/// </summary>
/// <remarks>
/// On Linux that is PR_SET_PDEATHSIG (prctl(2)), which has two traps. It is set in the child, for which there is setpriv; and
/// it fires when the <em>thread</em> that made the child ends, so a thread of our own makes it and outlives it. If the service
/// dies before setpriv has run, nothing would fire: the shell then sees another parent and does not go on.
/// On Windows it is a job object, see <see cref="WindowsJob"/>.
/// </remarks>
internal sealed partial class ScdataProcess
{
    private const int Terminate = 15;
    private const string UnlessOrphaned = """[ "$PPID" = "$0" ] && exec "$@" """;

    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IReadOnlyList<string> _command;
    private Process? _process;

    private ScdataProcess(IReadOnlyList<string> command) => _command = command;

    public int Id { get; private set; }

    /// <summary>Ends when scdata has, with its exit code: 128 and more for signals.</summary>
    public Task<int> Ended => _ended.Task;

    /// <summary>Starts a standby.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static async Task<ScdataProcess> StartAsync(IReadOnlyList<string> command)
    {
        ScdataProcess scdata = new(AsStandby(command));
        new Thread(scdata.Keep) { Name = "scdata's parent", IsBackground = true }.Start();
        scdata.Id = await scdata._started.Task;
        return scdata;
    }

    /// <summary>
    /// Asks it to stop, and kills it where it does not in time. Windows has no way of asking; there it is killed, which loses
    /// nothing that was acknowledged.
    /// </summary>
    public async Task StopAsync(TimeSpan patience, TimeProvider time)
    {
        if (Ended.IsCompleted)
            return;
        if (OperatingSystem.IsWindows() || Signal(Id, Terminate) != 0)
            _process!.Kill();
        try
        {
            await Ended.WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            _process!.Kill();
            await Ended;
        }
    }

    private static IReadOnlyList<string> AsStandby(IReadOnlyList<string> command) =>
    [
        .. command,
        .. command.Contains("--standby") ? [] : (string[])["--standby"],
        .. command.Contains("--poll") ? [] : (string[])["--poll", "0s"],
    ];

    private void Keep()
    {
        try
        {
            _process = Process.Start(Wrap(_command))!;
            _started.SetResult(_process.Id);
        }
        catch (Exception e)
        {
            _started.SetException(e);
            return;
        }

        _process.WaitForExit();
        _ended.SetResult(_process.ExitCode);
    }

    private static ProcessStartInfo Wrap(IReadOnlyList<string> command)
    {
        if (!OperatingSystem.IsWindows())
            return new("setpriv", ["--pdeathsig", "KILL", "--", "sh", "-c", UnlessOrphaned, $"{Environment.ProcessId}", .. command]);
        WindowsJob.KillChildrenWithThisProcess();
        return new(command[0], command.Skip(1));
    }

    [LibraryImport("libc.so.6", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);
}

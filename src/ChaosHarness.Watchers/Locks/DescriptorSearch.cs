using System.Globalization;
using System.IO.Enumeration;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ChaosHarness.Watchers.Locks;

/// <summary>
/// Searches the open files of processes. A program easily has two hundred, each a link below <c>/proc/PID/fd</c> (proc(5)).
/// The links are read from that folder, which is walked to once, and the descriptor that was found last is looked at
/// first. For one prober; what it remembers only sets the order.
/// </summary>
internal sealed partial class DescriptorSearch
{
    private const int PathOnly = 0x200000, CloseOnExec = 0x80000;

    /// <summary>EACCES.</summary>
    private const int NoAccess = 13;

    /// <summary>The longest path of the kernel (PATH_MAX).</summary>
    private const int LongestPath = 4096;

    private readonly Dictionary<int, int> _last = [];

    /// <summary>Whether a process has a file open through a descriptor of which its <c>fdinfo</c> tells what is wanted.</summary>
    /// <param name="pid">The process; one that is gone has nothing open.</param>
    /// <param name="file">The file, as the process sees it.</param>
    /// <param name="wanted">Judges the text of <c>/proc/PID/fdinfo/N</c>.</param>
    /// <exception cref="UnauthorizedAccessException">
    /// This user may not look. A process that has exited and waits to be reaped is closed to ordinary users.
    /// </exception>
    public bool Any(int pid, string file, Func<string, bool> wanted)
    {
        using SafeFileHandle links = Open($"/proc/{pid}/fd", PathOnly | CloseOnExec, 0);
        if (links.IsInvalid && Marshal.GetLastPInvokeError() == NoAccess)
            throw new UnauthorizedAccessException($"the open files of process {pid} are closed to this user");
        byte[] path = Encoding.UTF8.GetBytes(file);
        if (!links.IsInvalid && _last.TryGetValue(pid, out int last) && Is(last))
            return true;
        _last.Remove(pid);
        foreach (int descriptor in links.IsInvalid ? [] : All(pid))
        {
            if (!Is(descriptor))
                continue;
            _last[pid] = descriptor;
            return true;
        }

        return false;

        bool Is(int descriptor) => LeadsTo(links, descriptor, path) && wanted(Info(pid, descriptor));
    }

    /// <summary>
    /// It is the names in <c>fdinfo</c> that are listed: listing <c>fd</c> would have the library look at every open file,
    /// and one on a volume that hangs does not answer.
    /// </summary>
    private static int[] All(int pid)
    {
        FileSystemEnumerable<int>.FindTransform number = static (ref entry) => int.Parse(entry.FileName, CultureInfo.InvariantCulture);
        return Read<int[]>(() => [.. new FileSystemEnumerable<int>($"/proc/{pid}/fdinfo", number)], []);
    }

    private static bool LeadsTo(SafeFileHandle links, int descriptor, ReadOnlySpan<byte> path)
    {
        Span<byte> target = stackalloc byte[LongestPath];
        nint length = ReadLink(links, descriptor.ToString(CultureInfo.InvariantCulture), target, target.Length);
        return length >= 0 && path.SequenceEqual(target[..(int)length]);
    }

    private static string Info(int pid, int descriptor) => Read(() => File.ReadAllText($"/proc/{pid}/fdinfo/{descriptor}"), "");

    /// <summary>A process closes descriptors, and ends, while it is looked at: what is gone holds nothing.</summary>
    private static T Read<T>(Func<T> read, T gone)
    {
        try
        {
            return read();
        }
        catch (IOException)
        {
            return gone;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "readlinkat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ReadLink(SafeFileHandle folder, string name, Span<byte> target, nint size);
}

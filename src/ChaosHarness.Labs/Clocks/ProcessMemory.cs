using Microsoft.Win32.SafeHandles;

namespace ChaosHarness.Labs.Clocks;

/// <summary>The memory of a running process, through <c>/proc/PID/mem</c> (proc(5)), which also writes to what is read-only.</summary>
internal sealed class ProcessMemory : IDisposable
{
    private readonly SafeFileHandle _file;

    private ProcessMemory(SafeFileHandle file)
    {
        _file = file;
    }

    /// <summary>Opens it; null when the process is gone.</summary>
    /// <exception cref="LabException">The kernel forbids it.</exception>
    public static ProcessMemory? Open(int pid)
    {
        try
        {
            return new(File.OpenHandle($"/proc/{pid}/mem", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
        }
        catch (UnauthorizedAccessException)
        {
            throw new LabException(
                $"The memory of process {pid} is closed to this user: set the kernel's kernel.yama.ptrace_scope to 1 or 0.");
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads so many bytes; null when the process is gone.</summary>
    public byte[]? Read(long address, int count)
    {
        byte[] bytes = new byte[count];
        return Tried(() => RandomAccess.Read(_file, bytes, address)) == count ? bytes : null;
    }

    /// <summary>Writes bytes. Does nothing when the process is gone.</summary>
    public void Write(long address, ReadOnlyMemory<byte> bytes) => Tried(() =>
    {
        RandomAccess.Write(_file, bytes.Span, address);
        return bytes.Length;
    });

    public void Dispose() => _file.Dispose();

    /// <summary>A process without memory is one that is gone: the kernel answers with nothing, or with an error.</summary>
    private static int Tried(Func<int> access)
    {
        try
        {
            return access();
        }
        catch (IOException)
        {
            return 0;
        }
    }
}

using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Clocks;

/// <summary>
/// The memory of a running process, through <c>/proc/PID/mem</c> (proc(5)), which also writes to what is read-only. The base
/// library is not asked: for a process that has ended the kernel writes nothing and says so, and the library tries again.
/// </summary>
internal sealed unsafe class ProcessMemory : IDisposable
{
    private const int ReadWrite = 2;
    private readonly int _pid, _file;

    private ProcessMemory(int pid, int file) => (_pid, _file) = (pid, file);

    /// <summary>Opens it; null when the process is gone.</summary>
    /// <exception cref="LabException">The kernel forbids it.</exception>
    public static ProcessMemory? Open(int pid)
    {
        int file = Libc.Open($"/proc/{pid}/mem", ReadWrite | Libc.CloseOnExec, 0);
        if (file >= 0)
            return new(pid, file);
        string why = Libc.LastError;
        return ProcessThreads.Exist(pid)
            ? throw new LabException(
                $"the memory of process {pid} is closed to this user ({why}): look at the kernel's kernel.yama.ptrace_scope")
            : null;
    }

    /// <summary>Reads so many bytes; null when the process is gone.</summary>
    public byte[]? Read(long address, int count)
    {
        byte[] bytes = new byte[count];
        fixed (byte* to = bytes)
            return Libc.ReadAt(_file, to, count, address) == count ? bytes : null;
    }

    /// <summary>Writes bytes. Does nothing when the process is gone.</summary>
    /// <exception cref="LabException">The kernel forbids it.</exception>
    public void Write(long address, byte[] bytes)
    {
        fixed (byte* from = bytes)
        {
            if (Libc.WriteAt(_file, from, bytes.Length, address) == bytes.Length)
                return;
        }

        string why = Libc.LastError;
        if (ProcessThreads.Exist(_pid) && Read(address, bytes.Length) is not null)
            throw new LabException($"the memory of process {_pid} cannot be written to: {why}");
    }

    public void Dispose() => _ = Libc.Close(_file);
}

using System.Buffers.Binary;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>What s6-supervise says of its service, in the file it replaces at every change.</summary>
/// <param name="Pid">The running program's id in the node; 0 when it does not run.</param>
/// <param name="Wanted">Whether it is to be up.</param>
internal readonly record struct SuperviseStatus(int Pid, bool Wanted)
{
    // Two TAI64N times, the process's id, its last exit status, and flags: s6's s6_svstatus_pack.
    private const int PidAt = 24, Shortest = 35;
    private const int Finishing = 2, WantedUp = 4;

    /// <summary>Down and not wanted when there is no such file yet.</summary>
    internal static SuperviseStatus Read(string superviseFolder)
    {
        try
        {
            return Parse(File.ReadAllBytes(Path.Combine(superviseFolder, "status")));
        }
        catch (IOException)
        {
            return default;
        }
    }

    internal static SuperviseStatus Parse(byte[] status)
    {
        if (status.Length < Shortest)
            return default;
        int flags = status[^1];
        int pid = (int)BinaryPrimitives.ReadUInt64BigEndian(status.AsSpan(PidAt));
        return new SuperviseStatus((flags & Finishing) != 0 ? 0 : pid, (flags & WantedUp) != 0);
    }
}

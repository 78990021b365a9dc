namespace ChaosHarness.Labs.Native;

/// <summary>A pipe's two ends.</summary>
internal readonly record struct Pipe(int Read, int Write)
{
    internal static unsafe Pipe Create()
    {
        int* ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.CloseOnExec) < 0)
            throw new LabException($"cannot make a pipe: {Libc.LastError}");
        return new Pipe(ends[0], ends[1]);
    }
}

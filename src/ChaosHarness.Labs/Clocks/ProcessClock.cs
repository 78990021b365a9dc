namespace ChaosHarness.Labs.Clocks;

/// <summary>The wall clock of one process: the functions of its <see cref="Vdso"/> that tell it.</summary>
internal sealed class ProcessClock : IDisposable
{
    private readonly ProcessMemory _memory;
    private readonly Vdso _vdso;
    private readonly long _room;

    private ProcessClock(ProcessMemory memory, Vdso vdso)
    {
        (_memory, _vdso) = (memory, vdso);
        _room = vdso.Range.End - ClockCode.Size;
    }

    /// <summary>Where no thread may be while the functions are changed.</summary>
    public (long Start, long End) Code => _vdso.Range;

    /// <summary>How many seconds are added to it.</summary>
    public long Seconds => ClockCode.SecondsIn(_vdso.Last(ClockCode.Size)) ?? 0;

    /// <summary>Opens it; null when the process is gone.</summary>
    /// <exception cref="LabException">Its memory is closed to this user, or it is no program for x86-64.</exception>
    public static ProcessClock? Open(int pid)
    {
        ProcessMemory? memory = ProcessMemory.Open(pid);
        if (memory is null)
            return null;
        try
        {
            if (Vdso.Of(pid, memory) is { } vdso)
                return new(memory, vdso);
        }
        catch
        {
            memory.Dispose();
            throw;
        }

        memory.Dispose();
        return null;
    }

    /// <summary>Adds so many seconds to what the functions tell; with 0 they are as they were. The process must not run.</summary>
    /// <exception cref="LabException">This kernel's functions cannot be changed.</exception>
    public void Set(long seconds)
    {
        bool isSet = ClockCode.SecondsIn(_vdso.Last(ClockCode.Size)) is not null;
        if (isSet && seconds == 0)
            Restore();
        else if (isSet)
            _memory.Write(_room + ClockCode.SecondsAt, ClockCode.Seconds(seconds));
        else if (seconds != 0)
            Divert(seconds);
    }

    public void Dispose() => _memory.Dispose();

    private void Divert(long seconds)
    {
        if (_vdso.Last(ClockCode.Size).ContainsAnyExcept((byte)0))
            throw new LabException("This kernel's vDSO leaves no room: the clock of a process cannot be set here.");
        long[] functions = [.. ClockCode.Functions.Select(f => _vdso.Function(f.Function))];
        byte[]?[] beginnings = [.. functions.Select(f => _memory.Read(f, ClockCode.JumpSize))];
        if (beginnings.Contains(null))
            return;
        _memory.Write(_room, ClockCode.Build(seconds, beginnings!));
        for (int i = 0; i < functions.Length; i++)
            _memory.Write(functions[i], ClockCode.Jump(functions[i], _room + ClockCode.Entry(i)));
    }

    private void Restore()
    {
        for (int i = 0; i < ClockCode.Functions.Count; i++)
        {
            long function = _vdso.Function(ClockCode.Functions[i].Function);
            _memory.Write(function, ClockCode.Beginning(_vdso.Last(ClockCode.Size), i));
        }

        _memory.Write(_room, new byte[ClockCode.Size]);
    }
}

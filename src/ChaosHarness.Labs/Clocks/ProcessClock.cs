namespace ChaosHarness.Labs.Clocks;

/// <summary>The wall clock of one process: the functions of its <see cref="Vdso"/> that tell it.</summary>
internal sealed class ProcessClock : IDisposable
{
    private readonly ProcessMemory _memory;
    private readonly Vdso _vdso;
    private readonly long _room;
    private readonly long[] _functions;

    private ProcessClock(ProcessMemory memory, Vdso vdso)
    {
        (_memory, _vdso) = (memory, vdso);
        _room = vdso.Range.End - ClockCode.Size;
        _functions = [.. ClockCode.Functions.Select(f => vdso.Function(f.Function))];
    }

    /// <summary>Where no thread may be while the functions are changed.</summary>
    public (long Start, long End) Code => _vdso.Range;

    /// <summary>How many seconds are added to it: what stands in the room, if all functions lead there.</summary>
    /// <exception cref="LabException">Some do and some do not.</exception>
    public long Seconds => Diverted().Distinct().ToArray() switch
    {
        [true] => ClockCode.SecondsIn(_vdso.Last(ClockCode.Size)) ?? 0,
        [false] => 0,
        _ => throw new LabException("Only some of the functions that tell the time have been changed."),
    };

    /// <summary>Opens it; null when the process is gone.</summary>
    /// <exception cref="LabException">
    /// Its memory is closed to this user, it is no program for x86-64, or this kernel has other functions.
    /// </exception>
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
        if (seconds == 0)
            Restore();
        else
            Divert(seconds);
    }

    public void Dispose() => _memory.Dispose();

    private void Divert(long seconds)
    {
        ReadOnlySpan<byte> room = _vdso.Last(ClockCode.Size);
        if (ClockCode.SecondsIn(room) is not null)
        {
            _memory.Write(_room + ClockCode.SecondsAt, ClockCode.Seconds(seconds));
        }
        else
        {
            if (room.ContainsAnyExcept((byte)0))
                throw new LabException("This kernel's vDSO leaves no room: the clock of a process cannot be set here.");
            _memory.Write(_room, ClockCode.Build(seconds, _functions.Select(f => _vdso.At(f, ClockCode.JumpSize))));
        }

        foreach ((int number, long function) in _functions.Index())
            _memory.Write(function, ClockCode.Jump(function, _room + ClockCode.Entry(number)));
    }

    /// <summary>
    /// The code stays, without an effect: a signal handler may have interrupted it, and goes back to it.
    /// </summary>
    private void Restore()
    {
        byte[] room = _vdso.Last(ClockCode.Size).ToArray();
        if (ClockCode.SecondsIn(room) is null)
            return;
        foreach ((int number, long function) in _functions.Index())
            _memory.Write(function, ClockCode.Beginning(room, number));
        _memory.Write(_room + ClockCode.SecondsAt, ClockCode.Seconds(0));
    }

    private IEnumerable<bool> Diverted() => _functions.Select((f, i) =>
        _vdso.At(f, ClockCode.JumpSize).AsSpan().SequenceEqual(ClockCode.Jump(f, _room + ClockCode.Entry(i))));
}

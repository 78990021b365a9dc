namespace Scdata.Data;

/// <summary>
/// A value in two states: as the writes of the commit under way leave it, and as it is on the log. Clients see the latter
/// only: who has read a value must find it again after a crash.
/// </summary>
internal interface ICell
{
    /// <summary>The commit is on the log.</summary>
    void Publish();

    /// <summary>The commit was not written.</summary>
    void Discard();
}

/// <summary>A register: the text written last.</summary>
internal sealed class Register : ICell
{
    private volatile string? _durable;

    public string? Durable => _durable;

    public string? Pending { get; set; }

    public void Publish() => _durable = Pending;

    public void Discard() => Pending = _durable;
}

/// <summary>A counter: a number that begins with 0.</summary>
internal sealed class Counter : ICell
{
    private long _durable;

    public long Durable => Volatile.Read(ref _durable);

    public long Pending { get; set; }

    public void Publish() => Volatile.Write(ref _durable, Pending);

    public void Discard() => Pending = _durable;
}

/// <summary>A document: elements in the order in which they were appended.</summary>
internal sealed class Document : ICell
{
    private long[] _ids = new long[4];
    private int _pending;
    private int _durable;

    /// <summary>How many elements there are with those of the commit under way.</summary>
    public int PendingLength => _pending;

    public void Append(long id)
    {
        if (_pending == _ids.Length)
        {
            // Readers keep the array they have; in none of them does an element change that is on the log.
            long[] larger = new long[_ids.Length * 2];
            _ids.CopyTo(larger, 0);
            Volatile.Write(ref _ids, larger);
        }

        _ids[_pending++] = id;
    }

    /// <summary>The elements that are on the log.</summary>
    public ReadOnlySpan<long> Durable()
    {
        int length = Volatile.Read(ref _durable);
        return Volatile.Read(ref _ids).AsSpan(0, length);
    }

    public void Publish() => Volatile.Write(ref _durable, _pending);

    public void Discard() => _pending = _durable;
}

using Scdata.Log;

namespace Scdata.Data;

/// <summary>What became of a write.</summary>
/// <param name="Transaction">Its id on the log; 0 where it changed nothing.</param>
/// <param name="Number">A document's length, or a counter's value.</param>
/// <param name="Text">A register's value.</param>
/// <param name="Refused">Why it changed nothing, or null.</param>
internal readonly record struct Written(long Transaction, long Number = 0, string? Text = null, string? Refused = null);

/// <summary>A transaction that a client asks for.</summary>
internal abstract record Write(string Key)
{
    /// <summary>Room for a record with such a key and text, and more: a commit ends before it gets too long.</summary>
    public abstract int Bound { get; }

    /// <summary>Does it to the data, and notes it for the log. The answer holds once both are durable.</summary>
    public abstract Written Execute(Tables tables, FrameBuilder frame);
}

/// <summary>Adds an element to the end of a document.</summary>
internal sealed record AppendDocument(string Key, long Id) : Write(Key)
{
    public override int Bound => LogRecord.Bound(Key, "");

    public override Written Execute(Tables tables, FrameBuilder frame)
    {
        Document document = tables.Touch(this);
        document.Append(Id);
        return new Written(frame.Add(RecordKind.Append, Key, Id), document.PendingLength);
    }
}

/// <summary>Gives a register a value.</summary>
/// <param name="If">Whether the value it has now allows it; compare and set.</param>
internal sealed record SetRegister(string Key, string Value, Func<string?, bool>? If) : Write(Key)
{
    public override int Bound => LogRecord.Bound(Key, Value);

    public override Written Execute(Tables tables, FrameBuilder frame)
    {
        Register register = tables.Touch(this);
        if (If?.Invoke(register.Pending) == false)
            return new Written(0, 0, register.Pending, "other-value");
        register.Pending = Value;
        return new Written(frame.Add(RecordKind.Set, Key, 0, Value), 0, Value);
    }
}

/// <summary>Adds to a counter.</summary>
internal sealed record AddToCounter(string Key, long Amount) : Write(Key)
{
    public override int Bound => LogRecord.Bound(Key, "");

    public override Written Execute(Tables tables, FrameBuilder frame)
    {
        Counter counter = tables.Touch(this);
        long sum = unchecked(counter.Pending + Amount);
        if ((sum > counter.Pending) != (Amount > 0) && Amount != 0)
            return new Written(0, counter.Pending, null, "overflow");
        counter.Pending = sum;
        return new Written(frame.Add(RecordKind.Counter, Key, sum), sum);
    }
}

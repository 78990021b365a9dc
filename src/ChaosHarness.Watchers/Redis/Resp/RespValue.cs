using System.Globalization;
using System.Text;

namespace ChaosHarness.Watchers.Redis.Resp;

/// <summary>A value of the Redis serialization protocol, version 2.</summary>
internal abstract record RespValue
{
    /// <summary>A simple string, such as <c>OK</c>.</summary>
    public sealed record Status(string Value) : RespValue;

    /// <summary>An error, such as <c>LOADING Redis is loading the dataset in memory</c>.</summary>
    public sealed record Error(string Message) : RespValue;

    /// <summary>An integer.</summary>
    public sealed record Number(long Value) : RespValue;

    /// <summary>A string of any bytes; null is the protocol's "nothing there".</summary>
    public sealed record Bulk(byte[]? Bytes) : RespValue;

    /// <summary>Several values; null is the protocol's null array.</summary>
    public sealed record Many(IReadOnlyList<RespValue>? Items) : RespValue;

    /// <summary>The value as text; numbers are written out, a null string is empty.</summary>
    /// <exception cref="RespException">It is an error or an array.</exception>
    public string AsText() => this switch
    {
        Status status => status.Value,
        Number number => number.Value.ToString(CultureInfo.InvariantCulture),
        Bulk bulk => bulk.Bytes is null ? "" : Encoding.UTF8.GetString(bulk.Bytes),
        Error error => throw new RespException(error.Message),
        _ => throw new RespException("an array came where a text was expected"),
    };

    /// <summary>The elements; a null array has none.</summary>
    /// <exception cref="RespException">It is an error or no array.</exception>
    public IReadOnlyList<RespValue> AsList() => this switch
    {
        Many many => many.Items ?? [],
        Error error => throw new RespException(error.Message),
        _ => throw new RespException("a single value came where an array was expected"),
    };

    /// <summary>
    /// An array of names and values in turn, as <c>SENTINEL MASTER</c> and <c>CONFIG GET</c> give it.
    /// </summary>
    /// <exception cref="RespException">It is an error or no array of texts.</exception>
    public IReadOnlyDictionary<string, string> AsFields()
    {
        IReadOnlyList<RespValue> items = AsList();
        Dictionary<string, string> fields = [];
        for (int i = 0; i + 1 < items.Count; i += 2)
            fields[items[i].AsText()] = items[i + 1].AsText();
        return fields;
    }
}

/// <summary>A Redis server answered with an error, or with something that is not its protocol.</summary>
internal sealed class RespException : Exception
{
    public RespException(string message) : base(message) { }
    public RespException(string message, Exception inner) : base(message, inner) { }
    public RespException() { }
}

using System.Globalization;
using System.Text;

namespace ChaosHarness.Tests.Kit;

/// <summary>What a client of a <see cref="ScriptedServer"/> asks for.</summary>
public enum ScriptedVerb
{
    Append, Last, All, Set, Get, Increment, Count, Ping, Role, MasterAddress, Unknown,
}

/// <summary>A request in HTTP (the reference web application's API) or RESP, told apart by the first byte.</summary>
public readonly record struct ScriptedRequest(ScriptedVerb Verb, bool IsHttp, int Key, long Value)
{
    /// <summary>Takes one whole request from the front, if there is one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> input, out ScriptedRequest request, out int consumed)
    {
        request = default;
        consumed = 0;
        if (input.IsEmpty) return false;
        return input[0] == (byte)'*'
            ? TryParseResp(input, out request, out consumed)
            : TryParseHttp(input, out request, out consumed);
    }

    private static bool TryParseHttp(ReadOnlySpan<byte> input, out ScriptedRequest request, out int consumed)
    {
        request = default;
        consumed = 0;
        int end = input.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        string head = Encoding.ASCII.GetString(input[..end]);
        int body = 0;
        foreach (string line in head.Split("\r\n"))
        {
            if (line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase))
                body = int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture);
        }

        if (input.Length < end + 4 + body) return false;
        consumed = end + 4 + body;
        string[] start = head.Split(' ', 3);
        request = FromHttp(start[0], start[1].Split('/', StringSplitOptions.RemoveEmptyEntries));
        return true;
    }

    private static ScriptedRequest FromHttp(string method, string[] path) => (method, path) switch
    {
        ("GET", []) => new(ScriptedVerb.Ping, true, 0, 0),
        ("POST", ["documents", var key, var id]) => new(ScriptedVerb.Append, true, KeyOf(key), Number(id)),
        ("GET", ["documents", var key, "last"]) => new(ScriptedVerb.Last, true, KeyOf(key), 0),
        ("PUT", ["registers", var key, var value]) => new(ScriptedVerb.Set, true, KeyOf(key), Number(value)),
        ("GET", ["registers", var key]) => new(ScriptedVerb.Get, true, KeyOf(key), 0),
        ("POST", ["counters", var key, "increment"]) => new(ScriptedVerb.Increment, true, KeyOf(key), 0),
        ("GET", ["counters", var key]) => new(ScriptedVerb.Count, true, KeyOf(key), 0),
        _ => new(ScriptedVerb.Unknown, true, 0, 0),
    };

    private static bool TryParseResp(ReadOnlySpan<byte> input, out ScriptedRequest request, out int consumed)
    {
        request = default;
        consumed = 0;
        int at = 0;
        if (!TryLength(input, ref at, out int count)) return false;
        var words = new string[count];
        for (int i = 0; i < count; i++)
        {
            if (!TryLength(input, ref at, out int length) || input.Length < at + length + 2) return false;
            words[i] = Encoding.ASCII.GetString(input.Slice(at, length));
            at += length + 2;
        }

        consumed = at;
        words[0] = words[0].ToUpperInvariant();
        request = FromResp(words);
        return true;
    }

    /// <summary>Reads a line such as <c>*3</c> or <c>$5</c>.</summary>
    private static bool TryLength(ReadOnlySpan<byte> input, ref int at, out int length)
    {
        length = 0;
        int end = input[at..].IndexOf("\r\n"u8);
        if (end < 0) return false;
        length = int.Parse(input.Slice(at + 1, end - 1), CultureInfo.InvariantCulture);
        at += end + 2;
        return true;
    }

    private static ScriptedRequest FromResp(string[] words) => words switch
    {
        ["PING"] => new(ScriptedVerb.Ping, false, 0, 0),
        ["ROLE"] => new(ScriptedVerb.Role, false, 0, 0),
        ["SENTINEL", _, _] => new(ScriptedVerb.MasterAddress, false, 0, 0),
        ["RPUSH", var key, var value] => new(ScriptedVerb.Append, false, KeyOf(key), Number(value)),
        ["LINDEX", var key, "-1"] => new(ScriptedVerb.Last, false, KeyOf(key), 0),
        ["LRANGE", var key, "0", "-1"] => new(ScriptedVerb.All, false, KeyOf(key), 0),
        ["SET", var key, var value] => new(ScriptedVerb.Set, false, KeyOf(key), Number(value)),
        ["GET", var key] when key.StartsWith("ctr:", StringComparison.Ordinal) => new(ScriptedVerb.Count, false, KeyOf(key), 0),
        ["GET", var key] => new(ScriptedVerb.Get, false, KeyOf(key), 0),
        ["INCR", var key] => new(ScriptedVerb.Increment, false, KeyOf(key), 0),
        _ => new(ScriptedVerb.Unknown, false, 0, 0),
    };

    private static int KeyOf(string word) =>
        int.Parse(word.AsSpan(word.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}

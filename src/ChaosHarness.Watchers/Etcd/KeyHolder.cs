using System.Text;
using System.Text.Json;
using ChaosHarness.Watchers.Http;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Etcd;

/// <summary>
/// What a member of etcd has stored at a key that expires, such as Patroni's leader key. It is asked for its own copy, so
/// that one without a quorum answers too; its copy may then be old. Two subjects: <c>NODE</c> with the key's value, or
/// <c>none</c>; and <c>NODE/renewal</c> with a number that changes whenever the key was renewed.
/// </summary>
internal static class KeyHolder
{
    /// <summary>The value when there is no such key.</summary>
    public const string None = "none";

    private const int KeyNotFound = 100;

    /// <summary>Reads an answer of version 2 (<c>GET /v2/keys/KEY</c>).</summary>
    public static IReadOnlyList<Answer> UnderstandV2(string node, JsonElement reply)
    {
        Dictionary<string, string> data = [];
        if (reply.Text("errorCode") is { } code)
        {
            return int.Parse(code) == KeyNotFound
                ? Answers(node, None, "0", data)
                : [Answer.Refused(node, reply.Text("message") ?? code)];
        }

        reply.CopyTo(data, "ttl", "node", "ttl");
        reply.CopyTo(data, "expiration", "node", "expiration");
        return Answers(node, reply.Text("node", "value") ?? None, reply.Text("node", "modifiedIndex") ?? "0", data);
    }

    /// <summary>The question of version 3 for a key's value, answered from the member's own copy.</summary>
    public static string RangeV3(string key) =>
        $$"""{"key":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(key))}}","serializable":true}""";

    /// <summary>Reads an answer of version 3 (<c>POST /v3/kv/range</c>); renewals of a lease do not show in it.</summary>
    public static IReadOnlyList<Answer> UnderstandV3(string node, JsonElement reply)
    {
        Dictionary<string, string> data = [];
        if (reply.Text("error") is { } error)
            return [Answer.Refused(node, error)];
        if (!reply.TryGetProperty("kvs", out JsonElement keys) || keys.GetArrayLength() == 0)
            return Answers(node, None, "0", data);
        JsonElement first = keys[0];
        first.CopyTo(data, "lease", "lease");
        string value = Encoding.UTF8.GetString(Convert.FromBase64String(first.Text("value") ?? ""));
        return Answers(node, value, first.Text("mod_revision") ?? "0", data);
    }

    private static Answer[] Answers(string node, string value, string renewal, Dictionary<string, string> data) =>
        [new(node, value, data), new($"{node}/renewal", renewal, data)];
}

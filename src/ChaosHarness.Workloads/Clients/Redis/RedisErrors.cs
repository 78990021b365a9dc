using System.Text;

namespace ChaosHarness.Workloads.Clients.Redis;

/// <summary>
/// What a Redis error means: the one place that decides. Redis refuses these commands before it executes them, so that
/// they surely had no effect; an error nobody foresaw is Info. The error class is the error's first word, in full as
/// Redis says it.
/// </summary>
internal static class RedisErrors
{
    /// <summary>Checked in processCommand of Redis before the command runs (or, for ERR and WRONGTYPE, changes data).</summary>
    private static readonly HashSet<string> s_refusals = new(StringComparer.Ordinal)
    {
        "READONLY", "NOREPLICAS", "LOADING", "MASTERDOWN", "MISCONF", "BUSY", "OOM", "NOAUTH", "NOPERM", "WRONGPASS",
        "WRONGTYPE", "MOVED", "ASK", "CLUSTERDOWN", "TRYAGAIN", "DENIED", "ERR",
    };

    /// <summary>The outcome for an error's text, which stands behind the minus sign.</summary>
    public static Reply Of(ReadOnlySpan<byte> text)
    {
        int space = text.IndexOf((byte)' ');
        string word = Encoding.ASCII.GetString(space < 0 ? text : text[..space]);
        return s_refusals.Contains(word) ? Reply.Fail(word) : Reply.Info(word);
    }

    /// <summary>Whether a reply suggests that another node is the master now.</summary>
    public static bool CastsDoubt(in Reply reply) =>
        reply.Outcome != ChaosHarness.Histories.Outcome.Ok
        && reply.Error is not ("NOREPLICAS" or "MISCONF" or "BUSY" or "OOM" or "WRONGTYPE" or "NOAUTH" or "NOPERM");
}

using System.Globalization;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Redis.Resp;

namespace ChaosHarness.Watchers.Redis;

/// <summary>What a sentinel's <c>SENTINEL MASTER</c> answer says of its view.</summary>
/// <param name="names">Which node has which address.</param>
/// <param name="sentinels">How many sentinels there are, itself included.</param>
/// <param name="replicas">How many replicas it should know.</param>
internal sealed class SentinelView(InstanceNames names, int sentinels, int replicas)
{
    /// <summary>It sees the master, and knows all the others.</summary>
    public const string Ok = "ok";

    /// <summary>It knows fewer sentinels or replicas than there are: a failover could fail for that reason.</summary>
    public const string Insufficient = "insufficient";

    private static readonly string[] s_kept =
        ["flags", "quorum", "config-epoch", "num-slaves", "num-other-sentinels", "failover-state"];

    /// <summary>Reads the answer.</summary>
    public Answer Understand(string node, RespValue reply)
    {
        if (reply is RespValue.Error error)
            return Answer.Refused(node, error.Message);
        IReadOnlyDictionary<string, string> fields = reply.AsFields();
        Dictionary<string, string> data = s_kept.Where(fields.ContainsKey).ToDictionary(f => f, f => fields[f]);
        string address = $"{fields.GetValueOrDefault("ip")}:{fields.GetValueOrDefault("port")}";
        data["address"] = address;
        data["primary"] = names.NodeOf(fields.GetValueOrDefault("ip")) ?? address;
        return new Answer(node, Value(fields), data);
    }

    private string Value(IReadOnlyDictionary<string, string> fields)
    {
        string[] flags = fields.GetValueOrDefault("flags", "").Split(',');
        if (flags.Contains("failover_in_progress"))
            return "failover";
        if (flags.Contains("o_down"))
            return "odown";
        if (flags.Contains("s_down"))
            return "sdown";
        return Number("num-other-sentinels") < sentinels - 1 || Number("num-slaves") < replicas ? Insufficient : Ok;

        int Number(string field) =>
            int.TryParse(fields.GetValueOrDefault(field), CultureInfo.InvariantCulture, out int number) ? number : 0;
    }
}

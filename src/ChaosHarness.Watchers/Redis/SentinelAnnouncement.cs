namespace ChaosHarness.Watchers.Redis;

/// <summary>
/// What a sentinel announced, taken apart. Sentinels write <c>TYPE NAME IP PORT [@ MASTER IP PORT] [# more]</c> for
/// events about one instance, <c>NAME OLD-IP OLD-PORT NEW-IP NEW-PORT</c> for a switch, and plain words for the rest.
/// </summary>
/// <param name="Subject">The node of the instance it is about (for a switch: of the new master); null when about
/// none.</param>
/// <param name="Data">Type, address, master, and for a switch from and to, where the announcement has them.</param>
internal sealed record SentinelAnnouncement(string? Subject, IReadOnlyDictionary<string, string> Data)
{
    private static readonly string[] s_types = ["master", "slave", "sentinel"];

    /// <summary>Takes an announcement apart.</summary>
    /// <param name="channel">Its name, such as <c>+sdown</c>.</param>
    /// <param name="message">Its text.</param>
    /// <param name="names">Which node has which address or id.</param>
    public static SentinelAnnouncement Read(string channel, string message, InstanceNames names)
    {
        string[] words = message.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> data = new() { ["message"] = message };
        string? subject = null;
        if (channel == "+switch-master" && words.Length >= 5)
        {
            data["master"] = words[0];
            data["from"] = names.NodeOf(words[1]) ?? $"{words[1]}:{words[2]}";
            data["to"] = subject = names.NodeOf(words[3]) ?? $"{words[3]}:{words[4]}";
        }
        else if (words.Length >= 4 && s_types.Contains(words[0]))
        {
            data["type"] = words[0];
            data["address"] = $"{words[2]}:{words[3]}";
            data["master"] = words.Length >= 6 && words[4] == "@" ? words[5] : words[1];
            subject = names.NodeOf(words[2]) ?? data["address"];
        }
        else if (channel == "+vote-for-leader" && words.Length >= 1)
        {
            subject = names.NodeOfId(words[0]);
        }

        return new SentinelAnnouncement(subject, data);
    }
}

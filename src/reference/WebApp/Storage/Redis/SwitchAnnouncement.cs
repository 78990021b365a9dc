using System.Diagnostics.CodeAnalysis;
using System.Net;
using WebApp.Configuration;

namespace WebApp.Storage.Redis;

/// <summary>What a sentinel publishes on <c>+switch-master</c>: name, old and new address with port.</summary>
internal sealed record SwitchAnnouncement(string MasterName, EndPoint From, EndPoint To)
{
    public const string Channel = "+switch-master";

    public static bool TryParse(string? message, [NotNullWhen(true)] out SwitchAnnouncement? announcement)
    {
        announcement = null;
        var words = message?.Split(' ') ?? [];
        if (words.Length == 5
            && HostAndPort.TryParse($"{words[1]}:{words[2]}", 0, out var from)
            && HostAndPort.TryParse($"{words[3]}:{words[4]}", 0, out var to))
        {
            announcement = new SwitchAnnouncement(words[0], from, to);
        }

        return announcement is not null;
    }
}

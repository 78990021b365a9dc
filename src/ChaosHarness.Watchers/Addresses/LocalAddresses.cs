using System.Net;

namespace ChaosHarness.Watchers.Addresses;

/// <summary>Reads the kernel's routing table as <c>/proc/net/fib_trie</c> shows it.</summary>
internal static class LocalAddresses
{
    /// <summary>The file, of the network that pid 1 of a node lives in.</summary>
    public const string File = "/proc/1/net/fib_trie";

    /// <summary>The addresses that are the node's own.</summary>
    public static IReadOnlySet<IPAddress> Read(string text)
    {
        HashSet<IPAddress> own = [];
        IPAddress? last = null;
        foreach (string line in text.Split('\n'))
        {
            string trimmed = line.Trim();
            if (trimmed.StartsWith("|-- ", StringComparison.Ordinal))
                _ = IPAddress.TryParse(trimmed[4..], out last);
            else if (last is not null && trimmed.StartsWith("/32 host LOCAL", StringComparison.Ordinal))
                own.Add(last);
        }

        return own;
    }
}

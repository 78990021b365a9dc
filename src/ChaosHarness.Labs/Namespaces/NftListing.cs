using System.Text.Json;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>A rule as the kernel has it.</summary>
internal sealed record NftRule(string Id, long Handle, long Dropped);

/// <summary>Reads what <c>nft -j list</c> writes.</summary>
internal static class NftListing
{
    /// <summary>The rules with a comment, which is their id here; rules without one are somebody else's.</summary>
    internal static IReadOnlyList<NftRule> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. from item in document.RootElement.GetProperty("nftables").EnumerateArray()
               where item.TryGetProperty("rule", out var rule) && rule.TryGetProperty("comment", out _)
               select Read(item.GetProperty("rule")),
        ];
    }

    private static NftRule Read(JsonElement rule) => new(
        rule.GetProperty("comment").GetString() ?? "", rule.GetProperty("handle").GetInt64(),
        rule.GetProperty("expr").EnumerateArray()
            .Where(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("counter", out _))
            .Sum(e => e.GetProperty("counter").GetProperty("packets").GetInt64()));
}

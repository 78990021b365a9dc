using ChaosHarness.Scenarios;

namespace ChaosHarness.Cli;

/// <summary>What the command line sets beside the files.</summary>
/// <param name="Seed">The seed, or null for the file's.</param>
/// <param name="Parameters">Stack parameters by name.</param>
internal sealed record Overrides(int? Seed, IReadOnlyDictionary<string, string> Parameters)
{
    public static Overrides None { get; } = new(null, new Dictionary<string, string>());

    /// <summary>The parameter to vary and its values, or null for the file's.</summary>
    public KeyValuePair<string, IReadOnlyList<string>>? Vary { get; init; }

    /// <summary>Reads <c>name=value</c> pairs, and <c>name=value,value</c> for the one to vary.</summary>
    /// <exception cref="UsageException">A pair is not one.</exception>
    public static Overrides Parse(int? seed, IEnumerable<string> pairs, string? vary = null)
    {
        Dictionary<string, string> parameters = pairs.Select(p => Pair("--set", p, "down-after=10s")).ToDictionary(p => p.Key, p => p.Value);
        if (vary is null)
            return new(seed, parameters);
        KeyValuePair<string, string> varied = Pair("--vary", vary, "down-after=2s,5s,10s");
        string[] values = varied.Value.Split(',', StringSplitOptions.TrimEntries);
        if (values.Contains(""))
            throw new UsageException($"--vary wants a value between two commas, such as --vary down-after=2s,5s,10s; '{vary}' lacks one");
        if (parameters.ContainsKey(varied.Key))
            throw new UsageException($"--set gives '{varied.Key}' one value and --vary several: leave one of the two out");
        return new(seed, parameters) { Vary = new(varied.Key, values) };
    }

    /// <summary>What the reader of scenarios is told.</summary>
    /// <param name="newSeed">The seed for files that name none.</param>
    public ReadOptions For(int newSeed) => new(Seed ?? newSeed)
    {
        OverrideSeed = Seed is not null, Parameters = Parameters, Vary = Vary,
    };

    private static KeyValuePair<string, string> Pair(string option, string pair, string example)
    {
        string[] parts = pair.Split('=', 2);
        return parts.Length == 2 && parts[0].Length > 0 ? new(parts[0], parts[1])
            : throw new UsageException($"{option} wants name=value, such as {option} {example}; '{pair}' is not that");
    }
}

namespace ChaosHarness.Cli;

/// <summary>What the command line sets beside the files.</summary>
/// <param name="Seed">The seed, or null for the file's.</param>
/// <param name="Parameters">Stack parameters by name.</param>
internal sealed record Overrides(int? Seed, IReadOnlyDictionary<string, string> Parameters)
{
    public static Overrides None { get; } = new(null, new Dictionary<string, string>());

    /// <summary>Reads <c>name=value</c> pairs.</summary>
    /// <exception cref="UsageException">A pair is not one.</exception>
    public static Overrides Parse(int? seed, IEnumerable<string> pairs)
    {
        Dictionary<string, string> parameters = [];
        foreach (string pair in pairs)
        {
            string[] parts = pair.Split('=', 2);
            if (parts.Length != 2 || parts[0].Length == 0)
                throw new UsageException($"--set wants name=value, such as --set down-after=10s; '{pair}' is not that");
            parameters[parts[0]] = parts[1];
        }

        return new(seed, parameters);
    }
}

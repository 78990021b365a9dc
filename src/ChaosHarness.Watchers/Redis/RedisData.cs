using System.Globalization;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Watchers.Redis;

/// <summary>How workloads lay out their data in Redis, and the settings of a stack's data section.</summary>
internal static class RedisData
{
    /// <summary>Lists of appended values.</summary>
    public const string Documents = "doc";

    /// <summary>Registers with one value.</summary>
    public const string Registers = "reg";

    /// <summary>Counters.</summary>
    public const string Counters = "ctr";

    /// <summary>All data sets; a key is the set's name, a colon and a whole number.</summary>
    public static IReadOnlyList<string> Sets { get; } = [Documents, Registers, Counters];

    /// <summary>The number after the colon; null when the key belongs to somebody else.</summary>
    public static int? KeyOf(string set, string name)
    {
        if (!name.StartsWith(set + ":", StringComparison.Ordinal))
            return null;
        string number = name[(set.Length + 1)..];
        return int.TryParse(number, CultureInfo.InvariantCulture, out int key) ? key : null;
    }

    /// <summary>The port of the data nodes' servers: setting <c>port</c>, default 6379.</summary>
    public static int PortOf(DataSpec data) =>
        data.Settings.TryGetValue("port", out string? port)
            ? int.Parse(port, NumberStyles.None, CultureInfo.InvariantCulture)
            : RedisRole.DefaultPort;

    /// <summary>Their password: setting <c>password</c>, default none.</summary>
    public static string? PasswordOf(DataSpec data) => data.Settings.GetValueOrDefault("password");
}

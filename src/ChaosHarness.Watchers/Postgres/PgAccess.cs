using System.Globalization;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>How to get into a PostgreSQL server.</summary>
internal sealed record PgAccess(int Port, string User, string Database)
{
    /// <summary>The port PostgreSQL listens on by default.</summary>
    public const int DefaultPort = 5432;

    private const string DefaultName = "postgres";

    /// <summary>The settings that decide it.</summary>
    public static IReadOnlyDictionary<string, string> Help { get; } = new Dictionary<string, string>
    {
        ["port"] = "Port of PostgreSQL on its node. Default 5432.",
        ["user"] = "The role to connect as, without a password. Default postgres.",
        ["database"] = "The database to connect to. Default postgres.",
        ["timeout"] = WatchSettings.TimeoutHelp,
    };

    /// <summary>From the settings of a watch.</summary>
    public static PgAccess Of(WatchSpec watch) => new(
        watch.Integer("port", DefaultPort), watch.Text("user") ?? DefaultName, watch.Text("database") ?? DefaultName);

    /// <summary>From the settings of a stack's data.</summary>
    /// <exception cref="LabException">The port is no number.</exception>
    public static PgAccess Of(DataSpec data)
    {
        string port = data.Settings.GetValueOrDefault("port", DefaultPort.ToString(CultureInfo.InvariantCulture));
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new(number, data.Settings.GetValueOrDefault("user", DefaultName), data.Settings.GetValueOrDefault("database", DefaultName))
            : throw new LabException($"The data of the stack has the setting 'port: {port}', which is not a whole number.");
    }
}

namespace ChaosHarness.Checking;

/// <summary>Names of numbers measured in a run that a bound on lost writes may refer to.</summary>
public static class MeasuredNames
{
    /// <summary>All acknowledged writes.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>Of these, acknowledged by a node that a fault hit, after it did.</summary>
    public const string AcknowledgedByIsolated = "acknowledged-by-isolated";

    /// <summary>Acknowledged writes per second before the first fault.</summary>
    public const string WriteRate = "write-rate";

    /// <summary>Bytes of write-ahead log written per second before the first fault; for bounds on lost log alone.</summary>
    public const string WalRate = "wal-rate";

    /// <summary>Those that a bound on lost writes may refer to.</summary>
    public static IReadOnlyList<string> All { get; } = [Acknowledged, AcknowledgedByIsolated, WriteRate];
}

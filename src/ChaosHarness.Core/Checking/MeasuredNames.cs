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

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Acknowledged, AcknowledgedByIsolated, WriteRate];
}

namespace ChaosHarness.Cli;

/// <summary>What <c>chaos</c> exits with. Scripts depend on these numbers: they are never changed.</summary>
internal static class ExitCodes
{
    /// <summary>Everything that was expected was shown to hold.</summary>
    public const int Pass = 0;

    /// <summary>The system under test broke an expectation.</summary>
    public const int Fail = 1;

    /// <summary>It could not be told: evidence is missing, the load was below its floor, a fault had no effect.</summary>
    public const int Unknown = 2;

    /// <summary>Something was left behind.</summary>
    public const int Leftovers = 3;

    /// <summary>A file or an argument is wrong.</summary>
    public const int BadInput = 4;

    /// <summary>A bug of ours.</summary>
    public const int Bug = 5;
}

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

    /// <summary>
    /// The worse of two. A proven failure stays a failure when something else could not be told, so 1 outranks 2.
    /// </summary>
    public static int Worse(int left, int right) => Rank(left) >= Rank(right) ? left : right;

    /// <summary>The word for it, in its colour.</summary>
    public static string Describe(int code) => code switch
    {
        Pass => "[green]pass[/]",
        Fail => "[red]fail[/]",
        Unknown => "[yellow]unknown[/]",
        Leftovers => "[red]leftovers[/]",
        BadInput => "[red]bad input[/]",
        _ => "[red]bug[/]",
    };

    private static int Rank(int code) => code switch
    {
        Pass => 0,
        Unknown => 1,
        Fail => 2,
        _ => code,
    };
}

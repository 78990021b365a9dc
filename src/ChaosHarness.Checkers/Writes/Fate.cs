namespace ChaosHarness.Checkers.Writes;

/// <summary>What became of one operation that may have changed what is stored; one byte for each.</summary>
[Flags]
internal enum Fate : byte
{
    /// <summary>It is no write, or what the system held for its key in the end is not known.</summary>
    Unjudged = 0,

    /// <summary>It can be told what became of it.</summary>
    Judged = 1,

    /// <summary>It was found in the end.</summary>
    Found = 2,

    /// <summary>It was found more than once.</summary>
    Twice = 4,

    /// <summary>It was acknowledged and what was found shows that it is gone.</summary>
    Lost = 8,
}

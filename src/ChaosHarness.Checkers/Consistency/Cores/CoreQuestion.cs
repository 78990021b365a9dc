namespace ChaosHarness.Checkers.Consistency;

/// <summary>A core as the definition sees it, and what the definition says of changed copies of it.</summary>
/// <param name="Ops">The core's operations by their index in the history.</param>
/// <param name="IsLegal">Whether operations have a legal order; null when trying every order takes too long.</param>
internal sealed record CoreQuestion(Op[] Ops, Func<Op[], bool?> IsLegal)
{
    /// <summary>So many steps are tried before a core counts as too large.</summary>
    public const long MostSteps = 500_000;

    /// <summary>Has brute force decide.</summary>
    public static CoreQuestion Of<TState>(Op[] ops, ISpecification<TState> specification, TState initial) =>
        new(ops, some => BruteForce.IsLinearizable(some, specification, initial, MostSteps));

    /// <summary>Whether the core would be legal if one operation were another one.</summary>
    public bool IsLegalWith(int at, Op changed)
    {
        Op[] copy = [.. Ops];
        copy[at] = changed;
        return IsLegal(copy) == true;
    }

    /// <summary>Whether it would be legal without one operation.</summary>
    public bool IsLegalWithout(int at) => IsLegal([.. Ops.Where((_, i) => i != at)]) == true;

    /// <summary>
    /// Whether what an operation shows was right before it began: it would be legal had it begun earlier. Then the
    /// operation that it must have come before, though that had ended; else null.
    /// </summary>
    public int? Missed(int at)
    {
        IEnumerable<int> ended = Enumerable.Range(0, Ops.Length)
            .Where(i => i != at && Ops[i].End < Ops[at].Start).OrderByDescending(i => Ops[i].End);
        foreach (int early in ended)
        {
            if (IsLegalWith(at, Ops[at] with { Start = Ops[early].End }))
                return early;
        }

        return null;
    }
}

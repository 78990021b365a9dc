namespace ChaosHarness.Checkers.Consistency;

/// <summary>How an operation acts on the state; the search's rules rest on it.</summary>
internal enum Role : byte
{
    /// <summary>Never changes the state; legal in some states only.</summary>
    Observer,

    /// <summary>Legal in every state, and the next state depends on the operation alone.</summary>
    Overwrite,

    /// <summary>Legal in every state, and the next state depends on the one before.</summary>
    BlindUpdate,

    /// <summary>Legal in some states only, and changes them.</summary>
    Update,
}

/// <summary>A sequential specification with states as small numbers, as the search wants it.</summary>
internal interface ISearchModel
{
    /// <summary>The state before everything.</summary>
    int Initial { get; }

    /// <summary>What kind of operation this is. Operations are numbered within the partition.</summary>
    Role RoleOf(int op);

    /// <summary>Signatures are below this number.</summary>
    int Signatures { get; }

    /// <summary>A number that is equal exactly for changing operations that do the same.</summary>
    int SignatureOf(int op);

    /// <summary>Whether an observer is legal in a state.</summary>
    bool Allows(int state, int op);

    /// <summary>The state after an overwrite or update, or -1 when it is not legal.</summary>
    int Apply(int state, int op);

    /// <summary>A new choice is to be made; <see cref="Want"/> follows for each operation in flight and not done.</summary>
    void BeginChoice(int state);

    /// <summary>This operation is in flight and not done.</summary>
    void Want(int op);

    /// <summary>
    /// Whether it can help to do this operation now, though another one has to return first: whether something in
    /// flight could observe it, or it could become impossible later. Answering yes is always sound.
    /// </summary>
    bool IsUseful(int op);

    /// <summary>
    /// Whether this operation's effect, or (for -1) the present state, may still be observed by an operation that
    /// returns at or after the given position. Answering yes is always sound.
    /// </summary>
    bool IsNeeded(int op, int state, int position);

    /// <summary>
    /// Whether some observer, in flight or to come, can never be satisfied from this state any more. Asked after
    /// <see cref="Want"/>. Answering no is always sound.
    /// </summary>
    /// <param name="state">The present state.</param>
    /// <param name="position">The next return.</param>
    bool IsDead(int state, int position);
}

namespace ChaosHarness.Checkers.Consistency;

/// <summary>What a check may cost. When it is used up the answer is Unknown. Safe for several threads.</summary>
internal sealed class SearchBudget
{
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly TimeSpan _time;
    private readonly long _words;
    private readonly CancellationToken _ct;
    private readonly CancellationToken _interrupt;
    private long _usedWords;

    /// <param name="time">The most time, from now on.</param>
    /// <param name="memory">The most bytes that all searches together may keep.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="ct">Ends the search with an exception.</param>
    /// <param name="interrupt">Ends it as the end of its time does.</param>
    public SearchBudget(
        TimeSpan time, long memory, TimeProvider clock, CancellationToken ct, CancellationToken interrupt = default)
    {
        (_time, _words, _clock, _ct, _interrupt) = (time, memory / sizeof(ulong), clock, ct, interrupt);
        _started = clock.GetTimestamp();
    }

    /// <summary>A budget that only the caller's token ends.</summary>
    public static SearchBudget Endless(CancellationToken ct) =>
        new(TimeSpan.MaxValue, long.MaxValue, TimeProvider.System, ct);

    /// <summary>Whether time is left.</summary>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public bool HasTime()
    {
        _ct.ThrowIfCancellationRequested();
        return !_interrupt.IsCancellationRequested && (_time == TimeSpan.MaxValue || _clock.GetElapsedTime(_started) < _time);
    }

    /// <summary>Takes memory; false when there is no more.</summary>
    public bool Take(long words) => Interlocked.Add(ref _usedWords, words) <= _words;

    /// <summary>Gives memory back.</summary>
    public void Give(long words) => Interlocked.Add(ref _usedWords, -words);
}

namespace ChaosHarness.Checkers.Consistency;

/// <summary>One mistake in a history file.</summary>
/// <param name="Line">Line or record, from 1; 0 when it is none of a single line.</param>
/// <param name="Text">What is wrong, without the place.</param>
public sealed record HistoryMistake(int Line, string Text);

/// <summary>Collects what is wrong with a history, so that all of it is told at once.</summary>
internal sealed class HistoryMistakes
{
    // A file of another format is wrong in every line; nobody reads more than these.
    private const int Most = 100;
    private readonly List<HistoryMistake> _mistakes = [];
    private int _count;

    /// <summary>Whether something could not even be taken apart, so that what follows may miss its beginning.</summary>
    public bool HasGaps { get; private set; }

    /// <summary>Adds a place that could not be taken apart.</summary>
    public void AddGap(int line, string text)
    {
        HasGaps = true;
        Add(line, text);
    }

    /// <summary>Adds one.</summary>
    public void Add(int line, string text)
    {
        if (++_count <= Most)
            _mistakes.Add(new(line, text));
    }

    /// <summary>Ends the reading when there is any.</summary>
    /// <exception cref="HistoryFormatException">There is.</exception>
    public void ThrowIfAny()
    {
        if (_count > Most)
            _mistakes.Add(new(0, $"and {_count - Most} more mistakes"));
        if (_count > 0)
            throw new HistoryFormatException([.. _mistakes.OrderBy(m => m.Line == 0 ? int.MaxValue : m.Line)]);
    }
}

/// <summary>A history file cannot be understood.</summary>
public sealed class HistoryFormatException : Exception
{
    public HistoryFormatException() : this([]) { }

    public HistoryFormatException(string message) : this([new(0, message)]) { }

    public HistoryFormatException(string message, Exception inner) : base(message, inner) =>
        Mistakes = [new(0, message)];

    /// <param name="mistakes">Every mistake, in the order of the file.</param>
    public HistoryFormatException(IReadOnlyList<HistoryMistake> mistakes)
        : base(string.Join('\n', mistakes.Select(m => m.Line > 0 ? $"line {m.Line}: {m.Text}" : m.Text))) =>
        Mistakes = mistakes;

    /// <summary>Every mistake, in the order of the file.</summary>
    public IReadOnlyList<HistoryMistake> Mistakes { get; }
}

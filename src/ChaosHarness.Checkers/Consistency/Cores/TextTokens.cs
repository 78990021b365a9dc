namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Reads the texts of a key-value history as sequences of the texts that were put and appended. That is possible in one
/// way only if none of those begins another one. Striking one of them out of all operations and results keeps a legal
/// history legal, so that a history which is contradictory without it was so before.
/// </summary>
internal sealed class TextTokens
{
    private readonly Symbols _texts;
    private readonly Dictionary<string, long> _tokens = new(StringComparer.Ordinal);
    private readonly SortedSet<int> _lengths = [];

    private TextTokens(Symbols texts) => _texts = texts;

    /// <summary>The texts put and appended, as numbers.</summary>
    public IReadOnlyCollection<long> All => _tokens.Values;

    /// <summary>The tokens of some operations, or null when texts cannot be read in one way only.</summary>
    public static TextTokens? Of(ConsistencyHistory history, IEnumerable<int> members)
    {
        TextTokens tokens = new(history.Texts);
        foreach (int i in members)
        {
            ref readonly Op op = ref history.Ops[i];
            if (op.Kind == OpKind.Read)
                continue;
            string text = history.Texts.Text(op.A) ?? "";
            if (text.Length == 0)
                continue;
            tokens._tokens[text] = op.A;
            tokens._lengths.Add(text.Length);
        }

        string[] sorted = [.. tokens._tokens.Keys];
        Array.Sort(sorted, StringComparer.Ordinal);
        for (int k = 1; k < sorted.Length; k++)
        {
            if (sorted[k].StartsWith(sorted[k - 1], StringComparison.Ordinal))
                return null;
        }

        return tokens;
    }

    /// <summary>A result as a sequence of tokens; null when it is none.</summary>
    public List<long>? Decode(long symbol)
    {
        ReadOnlySpan<char> rest = symbol == Op.Nothing ? "" : _texts.Text(symbol);
        Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> lookup =
            _tokens.GetAlternateLookup<ReadOnlySpan<char>>();
        List<long> decoded = [];
        while (rest.Length > 0)
        {
            int taken = 0;
            foreach (int length in _lengths)
            {
                if (length <= rest.Length && lookup.TryGetValue(rest[..length], out long token))
                {
                    decoded.Add(token);
                    taken = length;
                    break;
                }
            }

            if (taken == 0)
                return null;
            rest = rest[taken..];
        }

        return decoded;
    }

    /// <summary>
    /// Operations with all but some texts struck out, as a history of its own; an append of nothing is left out. What
    /// ended after the cutoff is of unknown outcome.
    /// </summary>
    /// <param name="history">The whole history.</param>
    /// <param name="core">The operations.</param>
    /// <param name="tokens">How texts are read; null to leave them as they are.</param>
    /// <param name="kept">The texts that stay; null for all.</param>
    /// <param name="cutoff">The time of the contradiction.</param>
    public static ConsistencyHistory Image(
        ConsistencyHistory history, IEnumerable<int> core, TextTokens? tokens, IReadOnlySet<long>? kept, long cutoff)
    {
        Symbols texts = new();
        List<Op> ops = [];
        foreach (int i in core)
        {
            Op op = history.Ops[i];
            bool isStruck = op.Kind != OpKind.Read && tokens is not null && kept is not null && !kept.Contains(op.A);
            if (op.Kind == OpKind.Append && isStruck)
                continue;
            if (op.Kind != OpKind.Read)
                op.A = texts.Number(isStruck ? "" : history.Texts.Text(op.A) ?? "");
            else if (op.B != Op.Nothing)
                op.B = texts.Number(Text(history, tokens, kept, op.B));
            ops.Add(Loosening.Of(op, cutoff));
        }

        return new([.. ops]) { Texts = texts };
    }

    private static string Text(ConsistencyHistory history, TextTokens? tokens, IReadOnlySet<long>? kept, long symbol)
    {
        string text = history.Texts.Text(symbol) ?? "";
        return kept is not null && tokens?.Decode(symbol) is { } decoded
            ? string.Concat(decoded.Where(kept.Contains).Select(history.Texts.Text)) : text;
    }
}

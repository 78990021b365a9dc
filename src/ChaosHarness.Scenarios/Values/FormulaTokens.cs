using System.Text.RegularExpressions;

namespace ChaosHarness.Scenarios.Values;

/// <summary>Cuts a formula or bound into words.</summary>
internal static partial class FormulaTokens
{
    /// <summary>A word: a number with or without a unit, a name, an operator, or a bracket.</summary>
    public sealed record Token(string Text, int At)
    {
        /// <summary>Whether it is a name.</summary>
        public bool IsName => char.IsAsciiLetter(Text[0]) || Text[0] == '_';

        /// <summary>Whether it is a number.</summary>
        public bool IsNumber => char.IsAsciiDigit(Text[0]);
    }

    /// <summary>The words, ending in an empty one.</summary>
    /// <exception cref="FormatException">A character has no business there.</exception>
    public static IReadOnlyList<Token> Of(string text)
    {
        List<Token> tokens = [];
        for (int at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            Match match = Word().Match(text, at);
            if (!match.Success)
                throw new FormatException($"'{text[at]}' at position {at + 1} of '{text}' has no meaning in a formula");
            tokens.Add(new(match.Value, at));
            at += match.Length;
        }

        return tokens;
    }

    /// <summary>A dash inside a word belongs to the name (<c>down-after</c>): a minus needs blanks around it.</summary>
    [GeneratedRegex(@"\G(\d+(\.\d+)?[A-Za-z%]*|[A-Za-z_]\w*([.-]\w+)*|\.\.|<=|>=|[-+*/(),])")]
    private static partial Regex Word();
}

using System.Globalization;
using ChaosHarness.Scenarios.Values;

namespace ChaosHarness.Scenarios;

/// <summary>
/// Reads formulas: durations (<c>300ms 5s 2m 1h</c>, worth seconds), numbers, names, <c>+ - * /</c>,
/// <c>min(a, b)</c>, <c>max(a, b)</c> and brackets; <c>* /</c> bind stronger than <c>+ -</c>.
/// A minus between names needs blanks around it, because names may hold dashes.
/// </summary>
public sealed class FormulaParser
{
    private readonly string _text;
    private readonly IReadOnlyList<FormulaTokens.Token> _tokens;
    private int _at;

    private FormulaParser(string text, IReadOnlyList<FormulaTokens.Token> tokens) => (_text, _tokens) = (text, tokens);

    /// <summary>Reads a formula.</summary>
    /// <exception cref="FormatException">It is not one; the message says what is wrong.</exception>
    public static Formula Parse(string text)
    {
        string trimmed = text.Trim();
        FormulaParser parser = new(trimmed, FormulaTokens.Of(trimmed));
        FormulaNode root = parser.Sum();
        return parser._at == parser._tokens.Count ? new(trimmed, root) : throw parser.Unexpected();
    }

    private FormulaNode Sum() => Chain(Product, "+", "-");

    private FormulaNode Product() => Chain(Operand, "*", "/");

    private FormulaNode Chain(Func<FormulaNode> operand, string first, string second)
    {
        FormulaNode left = operand();
        while (Peek() is { } op && (op == first || op == second))
        {
            _at++;
            left = new FormulaNode.Call(op, [left, operand()]);
        }

        return left;
    }

    private FormulaNode Operand()
    {
        if (_at == _tokens.Count)
            throw new FormatException($"'{_text}' ends too early: a number, a duration or a name is missing");
        FormulaTokens.Token token = _tokens[_at++];
        if (token.IsNumber)
            return new FormulaNode.Number(Number(token.Text));
        if (token.IsName)
            return Peek() == "(" ? Call(token.Text) : new FormulaNode.Variable(token.Text);
        _at -= token.Text == "(" ? 0 : 1;
        if (token.Text != "(")
            throw Unexpected();
        FormulaNode inner = Sum();
        Expect(")");
        return inner;
    }

    private FormulaNode.Call Call(string function)
    {
        if (function is not ("min" or "max"))
            throw new FormatException($"there is no function '{function}' in '{_text}'; there are min and max");
        Expect("(");
        List<FormulaNode> arguments = [Sum()];
        while (Peek() == ",")
        {
            _at++;
            arguments.Add(Sum());
        }

        Expect(")");
        return new(function, arguments);
    }

    private double Number(string text)
    {
        int digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        double number = double.Parse(text[..digits], CultureInfo.InvariantCulture);
        return text[digits..] switch
        {
            "" => number,
            "ms" or "s" or "m" or "h" => number * Durations.SecondsIn(text[digits..]),
            "%" => number / 100,
            string unit => throw new FormatException($"'{unit}' in '{_text}' is no unit; units are ms, s, m and h"),
        };
    }

    private string? Peek() => _at < _tokens.Count ? _tokens[_at].Text : null;

    private void Expect(string text)
    {
        if (Peek() != text)
        {
            throw _at < _tokens.Count
                ? Unexpected() : new FormatException($"'{text}' is missing at the end of '{_text}'");
        }


        _at++;
    }

    private FormatException Unexpected() =>
        new($"'{_tokens[_at].Text}' at position {_tokens[_at].At + 1} of '{_text}' is not expected there");
}

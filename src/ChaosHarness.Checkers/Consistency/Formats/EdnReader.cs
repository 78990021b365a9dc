using System.Globalization;
using System.Text;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Reads EDN (github.com/edn-format/edn) as far as histories use it; tags are read over.</summary>
internal sealed class EdnReader(TextReader text, HistoryMistakes mistakes)
{
    // Far more than histories need, and far less than the stack can take.
    private const int MostDepth = 200;

    private int _line = 1;
    private int _depth;
    private bool _lineStart;

    /// <summary>The line the reader stands in, from 1.</summary>
    public int Line { get => _line; init => _line = value; }

    /// <summary>
    /// The maps of a history: one after the other, or inside vectors or lists, which are read one map at a time too.
    /// </summary>
    public IEnumerable<Datum> Maps()
    {
        while (SkipBlank() is int c and >= 0)
        {
            if (c is '[' or '(' or ']' or ')')
                text.Read();
            else if (Operation() is { } map)
                yield return map;
        }
    }

    /// <summary>
    /// The next map; null when what stands there is none, which is noted, and reading goes on with the next line that
    /// begins with a map.
    /// </summary>
    private Datum? Operation()
    {
        try
        {
            return Value() is { Kind: DatumKind.Map } map ? map : throw Wrong("an operation map was expected");
        }
        catch (HistoryFormatException e)
        {
            _depth = 0;
            mistakes.AddGap(e.Mistakes[0].Line, e.Mistakes[0].Text);
            while (!BeginsMap() && text.Peek() >= 0)
            {
                text.ReadLine();
                _line++;
                _lineStart = true;
            }

            return null;
        }
    }

    /// <summary>
    /// Whether the reader stands before a map at the very start of a line: where operations stand on lines of their own,
    /// the one before it has to be over by then.
    /// </summary>
    private bool BeginsMap() => _lineStart && text.Peek() == '{';

    private Datum Value()
    {
        int c = SkipBlank();
        _lineStart = false;
        switch (c)
        {
            case < 0:
                throw Wrong("the file ends inside a form");
            case '{':
                text.Read();
                return Datum.Map(Items('}', isMap: true));
            case '[':
                text.Read();
                return Datum.Sequence(Items(']'));
            case '(':
                text.Read();
                return Datum.Sequence(Items(')'));
            case '"':
                text.Read();
                return Datum.Of(Quoted());
            case '#':
                text.Read();
                return Dispatch();
            default:
                return Atom();
        }
    }

    /// <summary>Sets, discarded forms and tagged values.</summary>
    private Datum Dispatch()
    {
        int c = text.Peek();
        if (c == '{')
        {
            text.Read();
            return Datum.Sequence(Items('}'));
        }

        if (c == '_')
        {
            text.Read();
            Value();
            return Value();
        }

        Token();
        return Value();
    }

    private List<Datum> Items(char end, bool isMap = false)
    {
        List<Datum> items = [];
        int begun = _line;
        if (++_depth > MostDepth)
            throw Wrong($"forms are nested more than {MostDepth} deep");
        while (true)
        {
            int c = SkipBlank();
            if (c < 0 || BeginsMap())
                throw Wrong($"the form that begins here has no '{end}'", begun);
            if (c == end)
            {
                text.Read();
                _depth--;
                return end == '}' && isMap && items.Count % 2 != 0 ? throw Wrong("a map has keys and values in turn", begun) : items;
            }

            items.Add(Value());
        }
    }

    private string Quoted()
    {
        StringBuilder quoted = new();
        while (true)
        {
            int c = text.Read();
            switch (c)
            {
                case < 0:
                    throw Wrong("a text does not end");
                case '"':
                    return quoted.ToString();
                case '\\':
                    int escaped = text.Read();
                    quoted.Append(escaped switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => (char)escaped });
                    break;
                default:
                    _line += c == '\n' ? 1 : 0;
                    quoted.Append((char)c);
                    break;
            }
        }
    }

    private Datum Atom()
    {
        string token = Token();
        if (token.Length == 0)
            throw Wrong($"'{(char)text.Peek()}' was not expected");
        if (token[0] == ':')
            return Datum.Of(token[1..]);
        if (token == "nil")
            return Datum.Nil;
        string digits = token.EndsWith('N') && token.Length > 1 ? token[..^1] : token;
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? Datum.Of(number) : Datum.Of(token);
    }

    private string Token()
    {
        StringBuilder token = new();
        while (text.Peek() is int c and >= 0 && !char.IsWhiteSpace((char)c) && !"()[]{}\",;".Contains((char)c))
            token.Append((char)text.Read());
        return token.ToString();
    }

    /// <summary>Skips white space, commas and comments; returns the next character without taking it, or -1.</summary>
    private int SkipBlank()
    {
        while (text.Peek() is int c and >= 0)
        {
            if (c == ';')
            {
                text.ReadLine();
                _line++;
                _lineStart = true;
            }
            else if (char.IsWhiteSpace((char)c) || c == ',')
            {
                text.Read();
                _lineStart = c == '\n';
                _line += _lineStart ? 1 : 0;
            }
            else
            {
                return c;
            }
        }

        return -1;
    }

    private HistoryFormatException Wrong(string what) => Wrong(what, _line);

    private static HistoryFormatException Wrong(string what, int line) => new([new HistoryMistake(line, what)]);
}

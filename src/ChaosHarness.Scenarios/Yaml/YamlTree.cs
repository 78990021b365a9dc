using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ChaosHarness.Scenarios.Yaml;

/// <summary>
/// Reads YAML into a tree that remembers where everything stands. What was read before a syntax error is kept, so that
/// mistakes above it are reported too.
/// </summary>
internal sealed class YamlTree
{
    private readonly Parser _parser;
    private readonly ProblemList _problems;
    private readonly Dictionary<string, YamlItem> _anchors = [];
    private YamlItem? _root;
    private Mark _last = new(0, 1, 1);

    private YamlTree(string text, ProblemList problems) =>
        (_parser, _problems) = (new Parser(new StringReader(text)), problems);

    /// <summary>The root map, or null when there is none; then a problem says so.</summary>
    public static YamlMap? Parse(string text, ProblemList problems)
    {
        YamlTree tree = new(text, problems);
        try
        {
            tree.Document();
        }
        catch (YamlException e)
        {
            SyntaxMessage.Add(e, text, problems);
            problems.Incomplete = true;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IOException)
        {
            // YamlDotNet's scanner gives up like this on brackets that are not closed.
            problems.Add((int)tree._last.Line, (int)tree._last.Column, SyntaxMessage.Unclosed);
            problems.Incomplete = true;
        }

        if (tree._root is not YamlMap && !problems.Incomplete)
            problems.Add(1, 1, "the file has to be a list of 'key: value' lines: see scenarios/README.md");
        return tree._root as YamlMap;
    }

    private void Document()
    {
        while (Next() is not (DocumentStart or StreamEnd))
        {
        }

        if (_parser.Current is StreamEnd)
            return;
        Value(Next(), item => _root = item);
        while (Next() is not StreamEnd)
        {
            if (_parser.Current is DocumentStart { Start: var at })
            {
                _problems.Add((int)at.Line, (int)at.Column,
                    "a second document begins here; write one document per file");
            }
        }
    }

    /// <summary>
    /// Moves to the next event. The parser's own helpers move on before they hand out what they found, so that what
    /// stands just before a syntax error would be lost.
    /// </summary>
    private ParsingEvent Next()
    {
        if (!_parser.MoveNext())
            throw new EndOfStreamException();
        _last = _parser.Current!.Start;
        return _parser.Current;
    }

    /// <summary>
    /// A container is attached before its content is read, so that it is not lost when a syntax error follows.
    /// </summary>
    private void Value(ParsingEvent begin, Action<YamlItem> attach)
    {
        (int line, int column) = ((int)begin.Start.Line, (int)begin.Start.Column);
        switch (begin)
        {
            case Scalar scalar:
                bool isQuoted = scalar.Style != ScalarStyle.Plain;
                Attach(new YamlScalar(line, column, scalar.Value, isQuoted), scalar.Anchor, attach);
                break;
            case MappingStart mapping:
                YamlMap map = new(line, column, []);
                attach(map);
                Entries(map);
                Attach(map, mapping.Anchor, _ => { });
                break;
            case SequenceStart sequence:
                YamlList list = new(line, column, []);
                attach(list);
                while (Next() is not SequenceEnd)
                    Value(_parser.Current!, list.Items.Add);
                Attach(list, sequence.Anchor, _ => { });
                break;
            case AnchorAlias alias when _anchors.TryGetValue(alias.Value.Value, out YamlItem? item):
                attach(item);
                break;
            default:
                _problems.Add(line, column, "this refers to an anchor (&name) that is not written above it");
                attach(new YamlGap(line, column));
                break;
        }
    }

    private void Entries(YamlMap map)
    {
        while (Next() is not MappingEnd)
        {
            YamlItem? key = null;
            Value(_parser.Current!, item => key = item);
            if (key is YamlScalar name)
            {
                Value(Next(), value => map.Entries.Add(new(name, value)));
                continue;
            }

            _problems.Add(key?.Line ?? map.Line, key?.Column ?? map.Column, "a key has to be a plain word");
            Value(Next(), _ => { });
        }
    }

    private void Attach(YamlItem item, AnchorName anchor, Action<YamlItem> attach)
    {
        if (!anchor.IsEmpty)
            _anchors[anchor.Value] = item;
        attach(item);
    }
}

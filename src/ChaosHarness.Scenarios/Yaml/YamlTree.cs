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

        if (tree._root is not YamlMap && !problems.Incomplete)
            problems.Add(1, 1, "the file has to be a list of 'key: value' lines; see scenarios/README.md for an example");
        return tree._root as YamlMap;
    }

    private void Document()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
            return;
        Value(item => _root = item);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out DocumentStart? second) && second is { Start: var at })
            _problems.Add((int)at.Line, (int)at.Column, "a second document begins here; write one document per file");
    }

    /// <summary>A container is attached before its content is read, so that it is not lost when a syntax error follows.</summary>
    private void Value(Action<YamlItem> attach)
    {
        ParsingEvent begin = _parser.Consume<ParsingEvent>();
        (int line, int column) = ((int)begin.Start.Line, (int)begin.Start.Column);
        switch (begin)
        {
            case Scalar scalar:
                Attach(new YamlScalar(line, column, scalar.Value, scalar.Style != ScalarStyle.Plain), scalar.Anchor, attach);
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
                while (!_parser.TryConsume<SequenceEnd>(out _))
                    Value(list.Items.Add);
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
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            YamlItem? key = null;
            Value(item => key = item);
            if (key is YamlScalar name)
            {
                Value(value => map.Entries.Add(new(name, value)));
                continue;
            }

            _problems.Add(key?.Line ?? map.Line, key?.Column ?? map.Column, "a key has to be a plain word");
            Value(_ => { });
        }
    }

    private void Attach(YamlItem item, AnchorName anchor, Action<YamlItem> attach)
    {
        if (!anchor.IsEmpty)
            _anchors[anchor.Value] = item;
        attach(item);
    }
}

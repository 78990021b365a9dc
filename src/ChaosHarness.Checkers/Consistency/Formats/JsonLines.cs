using System.Text.Json;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Reads operations as JSON: one object a line, or one array of objects.</summary>
internal sealed class JsonLines(TextReader text)
{
    /// <summary>The line the reader stands in, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The objects in order.</summary>
    public IEnumerable<Datum> Maps()
    {
        while (text.Peek() is int c and >= 0)
        {
            if (c == '[')
            {
                foreach (Datum item in Whole())
                    yield return item;
                yield break;
            }

            Line++;
            if (text.ReadLine() is { } line && !string.IsNullOrWhiteSpace(line))
                yield return Parse(line);
        }
    }

    private IReadOnlyList<Datum> Whole()
    {
        Datum all = Parse(text.ReadToEnd());
        Line = 1;
        return all.Items;
    }

    private Datum Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return From(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new HistoryFormatException($"line {Line}: this is not JSON: {e.Message}", e);
        }
    }

    private static Datum From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Datum.Map([.. element.EnumerateObject()
            .SelectMany(p => new[] { Datum.Of(p.Name.TrimStart(':')), From(p.Value) })]),
        JsonValueKind.Array => Datum.Sequence([.. element.EnumerateArray().Select(From)]),
        JsonValueKind.Null => Datum.Nil,
        JsonValueKind.Number when element.TryGetInt64(out long number) => Datum.Of(number),
        JsonValueKind.String => Datum.Of(element.GetString() ?? ""),
        _ => Datum.Of(element.GetRawText()),
    };
}

using System.Text.Json;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Reads operations as JSON: one object a line, or one array of objects.</summary>
internal sealed class JsonLines(TextReader text, HistoryMistakes mistakes)
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
            if (text.ReadLine() is { } line && !string.IsNullOrWhiteSpace(line) && Parse(line) is { } operation)
                yield return operation;
        }
    }

    private IReadOnlyList<Datum> Whole()
    {
        Line = 1;
        return Parse(text.ReadToEnd())?.Items ?? [];
    }

    private Datum? Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return From(document.RootElement);
        }
        catch (JsonException e)
        {
            // The parser counts its own lines from 0; in an array they are the file's.
            mistakes.AddGap(Line + (int)(e.LineNumber ?? 0), $"this is not JSON: {Reason(e)}");
            return null;
        }
    }

    /// <summary>The parser's sentence without the place, which is told our way.</summary>
    private static string Reason(JsonException e) => e.Message.Split(" LineNumber:")[0].TrimEnd('.');

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

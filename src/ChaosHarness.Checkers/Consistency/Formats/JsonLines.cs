using System.Text.Json;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Reads operations as JSON: one object a line, or one array of objects.</summary>
internal sealed class JsonLines(TextReader text, HistoryMistakes mistakes)
{
    private const int MostNames = 12;
    private readonly List<Datum> _names = [];

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

    private Datum From(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                List<Datum> fields = new(16);
                foreach (JsonProperty field in element.EnumerateObject())
                {
                    fields.Add(Name(field));
                    fields.Add(From(field.Value));
                }

                return Datum.Map(fields);
            case JsonValueKind.Array:
                List<Datum> items = new(element.GetArrayLength());
                foreach (JsonElement item in element.EnumerateArray())
                    items.Add(From(item));
                return Datum.Sequence(items);
            case JsonValueKind.Null:
                return Datum.Nil;
            case JsonValueKind.Number when element.TryGetInt64(out long number):
                return Datum.Of(number);
            case JsonValueKind.String:
                return Datum.Of(element.GetString() ?? "");
            default:
                return Datum.Of(element.GetRawText());
        }
    }

    /// <summary>The few names that every operation has are made once.</summary>
    private Datum Name(JsonProperty field)
    {
        foreach (Datum known in _names)
        {
            if (field.NameEquals(known.Word))
                return known;
        }

        Datum name = Datum.Of(field.Name.TrimStart(':'));
        if (_names.Count < MostNames && name.Word == field.Name)
            _names.Add(name);
        return name;
    }
}

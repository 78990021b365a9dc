using System.Globalization;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>What a <see cref="Datum"/> is.</summary>
internal enum DatumKind : byte
{
    /// <summary>nil or null.</summary>
    Nil,

    /// <summary>A whole number that fits.</summary>
    Number,

    /// <summary>Text, a keyword (without its colon), a symbol, or a number of another kind.</summary>
    Text,

    /// <summary>A vector, list, set or array.</summary>
    Sequence,

    /// <summary>A map or object: keys and values in turn.</summary>
    Map,
}

/// <summary>A piece of EDN or JSON.</summary>
internal sealed record Datum(DatumKind Kind, long Number, string Word, IReadOnlyList<Datum> Items)
{
    public static readonly Datum Nil = new(DatumKind.Nil, 0, "", []);

    public static Datum Of(long number) => new(DatumKind.Number, number, "", []);

    public static Datum Of(string text) => new(DatumKind.Text, 0, text, []);

    public static Datum Sequence(IReadOnlyList<Datum> items) => new(DatumKind.Sequence, 0, "", items);

    public static Datum Map(IReadOnlyList<Datum> items) => new(DatumKind.Map, 0, "", items);

    /// <summary>The value at a key of a map, or nil.</summary>
    public Datum this[string key]
    {
        get
        {
            for (int i = 0; i + 1 < Items.Count; i += 2)
            {
                if (Items[i].Word == key)
                    return Items[i + 1];
            }

            return Nil;
        }
    }

    /// <summary>As text, for names and values that are texts.</summary>
    public override string ToString() => Kind switch
    {
        DatumKind.Nil => "nil",
        DatumKind.Number => Number.ToString(CultureInfo.InvariantCulture),
        DatumKind.Text => Word,
        _ => $"[{string.Join(' ', Items)}]",
    };
}

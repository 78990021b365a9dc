using ChaosHarness.Scenarios.Values;

namespace ChaosHarness.Scenarios.Shapes;

/// <summary>
/// What may stand at a place of a file. The reader checks files against it and the schema for editors is written from
/// it, so that the two cannot differ.
/// </summary>
/// <param name="Help">What it means, for editors.</param>
internal abstract record Shape(string Help);

/// <summary>A plain value.</summary>
internal sealed record ScalarShape(string Help, ScalarType Type) : Shape(Help);

/// <summary>A list; with <paramref name="OrOne"/> a single value may stand for a list of one.</summary>
internal sealed record ListShape(string Help, Shape Item, bool OrOne = false) : Shape(Help)
{
    /// <summary>A list of texts.</summary>
    public static ListShape OfTexts(string help, string item, bool orOne) =>
        new(help, new ScalarShape(item, ScalarType.Text), orOne);
}


/// <summary>A map with known keys.</summary>
/// <param name="What">What such a map is called in messages: <c>a load</c>.</param>
internal sealed record MapShape(string Help, string What, IReadOnlyList<Key> Keys) : Shape(Help)
{
    /// <summary>Keys that somebody may well try here, with one sentence on why they are refused.</summary>
    public IReadOnlyDictionary<string, string> Refused { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// A map from names that the user chooses to values; with <paramref name="OrOne"/> a value may stand alone, for one name.
/// </summary>
/// <param name="Known">The names to choose from; null for any.</param>
/// <param name="What">What a name is called in messages: <c>setting</c>.</param>
internal sealed record NamedShape(
    string Help, Shape Value, string What, IReadOnlyDictionary<string, string>? Known = null, bool OrOne = false) : Shape(Help);

/// <summary>A map of one of several shapes, told apart by a key, or by a key's value.</summary>
/// <param name="What">What such a map is called in messages: <c>a step</c>.</param>
internal sealed record VariantShape(string Help, string What, IReadOnlyList<Variant> Variants) : Shape(Help);

/// <summary>A key of a map.</summary>
internal sealed record Key(string Name, Shape Shape, bool Required = false)
{
    /// <summary>A key with a plain value.</summary>
    public static Key Of(string name, ScalarType type, string help, bool required = false) =>
        new(name, new ScalarShape(help, type), required);
}

/// <summary>The shape of a map that has a key (with this value, unless it is null).</summary>
/// <param name="Of">What the values of the key are called in messages: <c>fault</c>.</param>
internal sealed record Variant(string Key, string? Value, string Of, MapShape Shape);

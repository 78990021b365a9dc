namespace WebApp.Storage;

/// <summary>An answer of the store, and which of its nodes gave it.</summary>
/// <param name="Value">What was read, or what the write returned.</param>
/// <param name="Node">The node that answered, as address:port.</param>
internal readonly record struct Stored<T>(T Value, string Node);

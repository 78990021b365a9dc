namespace ChaosHarness.Scenarios;

/// <summary>A parameter of the stack that gets one value after the other, to see what depends on it.</summary>
/// <param name="Parameter">Its name.</param>
/// <param name="Help">What it means, one line.</param>
/// <param name="Unit">What <see cref="VariedValue.Number"/> counts: <c>MiB</c>, <c>s</c>; empty where it has no unit.</param>
/// <param name="Values">The values, in the order of the file.</param>
public sealed record Variation(string Parameter, string Help, string Unit, IReadOnlyList<VariedValue> Values);

/// <summary>One value of a varied parameter.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Number">What it comes to in the unit; null where it is a word.</param>
public sealed record VariedValue(string Text, double? Number);

using System.Globalization;
using ChaosHarness.Journals;

namespace ChaosHarness.Checkers.Bounds;

/// <summary>
/// The configuration that was in force, as the running system told it (<see cref="EventKinds.Configuration"/>).
/// A value counts for bounds only when all nodes that tell it agree. Readings from before the first fault count; later
/// ones show whether something changed it.
/// </summary>
/// <remarks>
/// Plain numbers count as they are: the formulas that use them give them their unit
/// (<c>sentinel.down-after-milliseconds * 1ms</c>). A value that carries a unit itself (<c>2s</c>, <c>300ms</c>) counts in
/// seconds. A switch (<c>on</c>, <c>true</c>, <c>off</c>, <c>false</c>) is 1 or 0, so that a formula can join several
/// (<c>a * max(b, c)</c>). What is neither has no value here.
/// </remarks>
public sealed class LiveConfiguration
{
    private static readonly (string Suffix, double Factor)[] s_units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    private readonly Dictionary<string, List<Reading>> _readings = new(StringComparer.Ordinal);

    /// <summary>Takes the readings out of a journal.</summary>
    /// <param name="journal">The journal of a run.</param>
    /// <param name="firstFault">When the first fault was injected; null when none was.</param>
    public LiveConfiguration(IEnumerable<JournalEvent> journal, Instant? firstFault)
    {
        foreach (JournalEvent entry in journal)
        {
            if (entry is not { Kind: EventKinds.Configuration, Subject: { } name, Value: { } text })
                continue;
            if (!_readings.TryGetValue(name, out List<Reading>? all))
                _readings[name] = all = [];
            all.Add(new(entry.Node ?? "", text, firstFault is { } fault && entry.At > fault));
        }
    }

    /// <summary>The names of all values.</summary>
    public IReadOnlyCollection<string> Names => _readings.Keys;

    /// <summary>A value; null when it is not there, is no number, or differs.</summary>
    public double? this[string name] => Differs(name) is null && Counting(name) is { Count: > 0 } readings
        ? Number(readings[0].Text) : null;

    /// <summary>How nodes disagree on a value, as a sentence; null when they agree or nobody told it.</summary>
    public string? Differs(string name)
    {
        List<Reading> readings = Counting(name);
        if (readings.Select(r => Number(r.Text)?.ToString("R", CultureInfo.InvariantCulture) ?? r.Text).Distinct().Count() <= 1)
            return null;
        IEnumerable<string> said = readings.Select(r => $"{(r.Node.Length > 0 ? r.Node : "the system")} says {r.Text}").Distinct();
        return $"{name} differs: {string.Join(", ", said)}";
    }

    /// <summary>How a value differed after the first fault from before; null when it did not.</summary>
    public string? Changed(string name)
    {
        if (!_readings.TryGetValue(name, out List<Reading>? all) || Counting(name) is not { Count: > 0 } before)
            return null;
        Reading? later = all.Find(r => r.Late && before.Any(b => b.Node == r.Node)
            && before.All(b => b.Node != r.Node || b.Text != r.Text));
        return later is null ? null : $"{name} changed to {later.Text}{(later.Node.Length > 0 ? $" on {later.Node}" : "")} during the run";
    }

    private List<Reading> Counting(string name)
    {
        if (!_readings.TryGetValue(name, out List<Reading>? all))
            return [];
        List<Reading> early = all.FindAll(r => !r.Late);
        return early.Count > 0 ? early : all;
    }

    private static double? Number(string text)
    {
        string trimmed = text.Trim();
        if (double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out double plain))
            return plain;
        if (trimmed is "on" or "true")
            return 1;
        if (trimmed is "off" or "false")
            return 0;

        foreach ((string suffix, double factor) in s_units)
        {
            if (trimmed.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(trimmed[..^suffix.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                return value * factor;
        }

        return null;
    }

    private sealed record Reading(string Node, string Text, bool Late);
}

using System.Buffers;
using System.Globalization;
using System.Text;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Reports.Files;

namespace ChaosHarness.Reports.Html;

/// <summary>
/// Turns references such as <c>journal:17</c> into links, and remembers them, so that the last section can print what
/// stands there: the reader need not open another file to see the proof.
/// </summary>
internal sealed class EvidenceBook(ReportModel model)
{
    private const int Shown = 3;
    private const int Most = 400;
    private const int LongestText = 600;
    private readonly SortedSet<Place> _places = [];

    /// <summary>Links to places, the first few in sight.</summary>
    public Markup Links(IReadOnlyList<string> places)
    {
        Markup[] links = [.. places.Select(Link)];
        if (links.Length == 0)
            return Markup.Empty;
        if (links.Length <= Shown + 1)
            return Markup.Of($"<span class=\"refs\">{Markup.Join(" ", links)}</span>");
        return Markup.Of($"""
            <span class="refs">{Markup.Join(" ", links.Take(Shown))}
            <details><summary>and {links.Length - Shown} more</summary>
            {Markup.Join(" ", links.Skip(Shown))}</details></span>
            """);
    }

    /// <summary>A link to one line of the journal, counted from 1.</summary>
    public Markup Journal(int line) => Link($"journal:{line.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>What stands at every place that was linked to.</summary>
    public IEnumerable<(string Id, string Name, string When, string Text)> Entries() =>
        _places.Select(p => (p.Id, p.Name, When(p), Shortened(Text(p))));

    /// <summary>Whether there were more references than are printed.</summary>
    public bool IsFull => _places.Count >= Most;

    private Markup Link(string reference)
    {
        if (Place.Parse(reference) is not { } place || (IsFull && !_places.Contains(place)))
            return Markup.Of($"<code>{reference}</code>");
        _places.Add(place);
        return Markup.Of($"<a href=\"#{place.Id}\">{reference}</a>");
    }

    private string When(Place place) => place.File switch
    {
        "journal" when Event(place) is { } entry => model.Offset(entry.At),
        "history" when Operation(place) is { } operation => model.Offset(operation.Start),
        "final-reads" when Read(place) is { } read => model.Offset(read.At),
        _ => "",
    };

    private string Text(Place place)
    {
        string? text = place.File switch
        {
            "journal" => Event(place) is { } entry ? Line(entry) : null,
            "history" => Operation(place) is { } operation ? Describe(operation) : null,
            _ => Read(place) is { } read ? Describe(read) : null,
        };
        return text ?? "There is no such line: the verdict does not belong to this evidence.";
    }

    private JournalEvent? Event(Place place) => model.Evidence.Journal.ElementAtOrDefault(place.Number - 1);

    private Operation? Operation(Place place)
    {
        IReadOnlyList<Operation> all = model.Evidence.History.Operations;
        return place.Number <= all.Count ? all[place.Number - 1] : null;
    }

    private FinalRead? Read(Place place) => model.Evidence.FinalReads.ElementAtOrDefault(place.Number - 1);

    private static string Line(JournalEvent entry)
    {
        ArrayBufferWriter<byte> line = new();
        JournalLine.Write(line, entry);
        return Encoding.UTF8.GetString(line.WrittenSpan).TrimEnd();
    }

    private static string Describe(FinalRead read) =>
        $"{read.Node} ({read.Role}) {read.Set}:{Number(read.Key)} = {string.Join(' ', read.Values.Select(Number))}";

    private string Describe(in Operation operation)
    {
        History history = model.Evidence.History;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{history.Name(operation.Class)} {operation.Kind} ");
        text.Append(CultureInfo.InvariantCulture, $"key {operation.Key} value {operation.Value}: {operation.Outcome}");
        if (operation.End != Instant.Never)
            text.Append(CultureInfo.InvariantCulture, $" after {Format.Duration(operation.End - operation.Start)}");
        if (operation.Error != 0)
            text.Append(CultureInfo.InvariantCulture, $", {history.Name(operation.Error)}");
        if (operation.Server != 0)
            text.Append(CultureInfo.InvariantCulture, $", answered by {history.Name(operation.Server)}");
        return text.Append(CultureInfo.InvariantCulture, $" (process {operation.Process})").ToString();
    }

    private static string Shortened(string text) => text.Length <= LongestText ? text : text[..LongestText] + " \u2026";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A place in a file, such as line 17 of the journal.</summary>
    private sealed record Place(string File, int Number) : IComparable<Place>
    {
        public string Id => $"{File}-{Number.ToString(CultureInfo.InvariantCulture)}";

        public string Name => $"{File}:{Number.ToString(CultureInfo.InvariantCulture)}";

        public static Place? Parse(string reference)
        {
            int colon = reference.LastIndexOf(':');
            string file = reference[..Math.Max(colon, 0)];
            string line = reference[(colon + 1)..];
            return file is "journal" or "history" or "final-reads"
                && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
                ? new Place(file, number)
                : null;
        }

        public int CompareTo(Place? other) =>
            other is null ? 1 : (Rank(File), Number).CompareTo((Rank(other.File), other.Number));

        private static int Rank(string file) => file switch { "journal" => 0, "history" => 1, _ => 2 };
    }
}

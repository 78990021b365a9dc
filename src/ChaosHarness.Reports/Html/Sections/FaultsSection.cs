using ChaosHarness.Checking;
using ChaosHarness.Journals;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>Each fault: what was done and how it is undone, proof that it took effect, proof that it is gone.</summary>
internal static class FaultsSection
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        [EventKinds.Injecting] = "about to act",
        [EventKinds.Injected] = "acted",
        [EventKinds.Effective] = "proven to have taken effect",
        [EventKinds.Ineffective] = "not shown to have taken effect",
        [EventKinds.Healing] = "healing",
        [EventKinds.Healed] = "proven to be gone",
        [EventKinds.HealFailed] = "healing failed",
    };

    /// <summary>What a reader looks for first comes first; the rest follows by name.</summary>
    private static readonly string[] Order = ["asked", "targets", "commands", "undo", "proof"];

    public static void Write(HtmlText page, ReportModel model)
    {
        if (model.Faults.Count == 0)
            page.Add($"<p>No fault was injected.</p>\n");
        foreach (FaultWindow fault in model.Faults)
        {
            string on = fault.Targets.Count == 0 ? "" : $" on {string.Join(", ", fault.Targets)}";
            page.Add($"<h3>{fault.Name}{on} {Proven(fault)}</h3>\n");
            Tables.Begin(page, "proofs", "#Time", "What", "Details", "Evidence");
            foreach ((int index, JournalEvent entry) in model.Evidence.Journal.Index())
            {
                if (entry.Step == fault.Step && Words.TryGetValue(entry.Kind, out string? word))
                    WriteEvent(page, model, entry, word, index + 1);
            }

            Tables.End(page);
        }
    }

    private static void WriteEvent(HtmlText page, ReportModel model, JournalEvent entry, string word, int line) =>
        Tables.Row(page, Cell.Number(model.Offset(entry.At)), word, Details(entry), model.Places.Journal(line));

    private static Markup Proven(FaultWindow fault) => fault switch
    {
        { Effective: null } => Shell.Chip("effect not proven", Verdict.Unknown),
        { Healed: null } => Shell.Chip("not shown to be gone", Verdict.Unknown),
        _ => Shell.Chip("effect and healing proven", Verdict.Pass),
    };

    private static Markup Details(JournalEvent entry)
    {
        HtmlText details = new();
        details.Add($"<dl>");
        if (entry.Kind == EventKinds.Injecting && entry.Value is not null)
            details.Add($"<dt>fault</dt><dd>{entry.Value}</dd>");
        var data = entry.Data.OrderBy(d => Rank(d.Key)).ThenBy(d => d.Key, StringComparer.Ordinal);
        foreach ((string name, string value) in data)
        {
            if (value.Length > 0)
                details.Add($"<dt>{name}</dt><dd>{Value(name, value)}</dd>");
        }

        details.Add($"</dl>");
        return new Markup(details.ToString());
    }

    private static Markup Value(string name, string value) => name switch
    {
        "commands" or "undo" => Markup.Of($"<pre>{value}</pre>"),
        _ => Markup.Of($"{value}"),
    };

    private static int Rank(string name) => Array.IndexOf(Order, name) is var index and >= 0 ? index : Order.Length;
}

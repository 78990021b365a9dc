using ChaosHarness.Checking;
using ChaosHarness.Journals;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>Each fault: what was done and how it is undone, the proof that it took effect, the proof that it is gone.</summary>
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

    public static void Write(HtmlText page, ReportModel model)
    {
        if (model.Faults.Count == 0)
            page.Add($"<p>No fault was injected.</p>\n");
        foreach (FaultWindow fault in model.Faults)
        {
            page.Add($"<h3>{fault.Name}{(fault.Targets.Count == 0 ? "" : $" on {string.Join(", ", fault.Targets)}")} {Proven(fault)}</h3>\n");
            page.Add($"<div class=\"wide\"><table class=\"proofs\"><thead><tr><th class=\"n\">Time</th><th>What</th><th>Details</th><th>Evidence</th></tr></thead><tbody>\n");
            foreach ((int index, JournalEvent entry) in model.Evidence.Journal.Index())
            {
                if (entry.Step == fault.Step && Words.TryGetValue(entry.Kind, out string? word))
                    page.Add($"<tr><td class=\"n\">{model.Offset(entry.At)}</td><td>{word}</td><td>{Details(entry)}</td><td>{model.Places.Journal(index + 1)}</td></tr>\n");
            }

            page.Add($"</tbody></table></div>\n");
        }
    }

    private static Markup Proven(FaultWindow fault)
    {
        Verdict verdict = fault is { Effective: not null, Healed: not null } ? Verdict.Pass : Verdict.Unknown;
        string words = fault switch
        {
            { Effective: null } => "effect not proven",
            { Healed: null } => "not shown to be gone",
            _ => "effect and healing proven",
        };
        return Markup.Of($"<span class=\"chip {Shell.Style(verdict)}\">{words}</span>");
    }

    private static Markup Details(JournalEvent entry)
    {
        HtmlText details = new();
        if (entry.Value is not null)
            details.Add($"<p>{entry.Value}</p>");
        foreach ((string name, string value) in entry.Data.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            if (value.Contains('\n'))
                details.Add($"<p class=\"key\">{name}</p><pre>{value.Trim('\n')}</pre>");
            else
                details.Add($"<p><span class=\"key\">{name}</span> <code>{value}</code></p>");
        }

        return new Markup(details.ToString());
    }
}

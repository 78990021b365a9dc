using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>The names that the documented bounds use, with what they meant in this run.</summary>
internal static class BoundWords
{
    public static void Write(HtmlText page, ReportModel model)
    {
        Markup[] used =
        [
            .. Formulas(model.Scenario).SelectMany(f => f.Variables).Distinct().Order(StringComparer.Ordinal)
                .Select(name => Meaning(model, name)),
        ];
        if (used.Length > 0)
            page.Add($"<p class=\"small\">In the bounds: {Markup.Join("; ", used)}.</p>\n");
    }

    private static Markup Meaning(ReportModel model, string name)
    {
        Formula? formula = model.Scenario.Stack.Table.Variables.GetValueOrDefault(name);
        string live = string.Join(", ", (formula?.Variables ?? [name]).Select(v => Live(model, v)).OfType<string>());
        string means = formula is null ? "" : $" = {formula.Text}";
        string brackets = live.Length == 0 ? "" : $" ({live})";
        return Markup.Of($"<code>{name}{means}</code>{brackets}");
    }

    private static string? Live(ReportModel model, string setting)
    {
        string[] values =
        [
            .. model.Evidence.Journal.Where(e => e.Kind == EventKinds.Configuration && e.Subject == setting)
                .Select(e => e.Value ?? "").Distinct(StringComparer.Ordinal),
        ];
        return values.Length == 0 ? null : $"live {setting} = {string.Join(" or ", values)}";
    }

    private static IEnumerable<Formula> Formulas(Scenario scenario)
    {
        IEnumerable<Bound?> bounds =
        [
            .. scenario.Rows.SelectMany(r => r.Actions).Select(a => a.Within),
            .. scenario.Rows.SelectMany(r => r.Outage.Values),
            .. scenario.Expect.Outage.Values,
        ];
        return bounds.OfType<Bound>().SelectMany(b => new[] { b.Min, b.Max }).OfType<Formula>();
    }
}

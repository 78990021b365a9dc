namespace ChaosHarness.Reports.Html;

/// <summary>A cell of a table: text or markup, and its style.</summary>
internal readonly record struct Cell(Markup Content, string Style = "")
{
    public static implicit operator Cell(string text) => new(Markup.Of($"{text}"));

    public static implicit operator Cell(Markup content) => new(content);

    /// <summary>A number: aligned to the right.</summary>
    public static Cell Number(string text) => new(Markup.Of($"{text}"), "n");

    /// <summary>A count that should be 0: it stands out when it is not.</summary>
    public static Cell Bad(long count) => new(Markup.Of($"{Format.Count(count)}"), count > 0 ? "n bad" : "n");
}

/// <summary>Writes tables. The first cell of a row is its header.</summary>
internal static class Tables
{
    /// <param name="style">The table's style; may be empty.</param>
    /// <param name="columns">The titles; <c>#</c> before one aligns it to the right, as numbers are.</param>
    public static void Begin(HtmlText page, string style, params ReadOnlySpan<string> columns)
    {
        page.Add($"<div class=\"wide\"><table class=\"{style}\">");
        if (columns.Length > 0)
        {
            page.Add($"<thead><tr>");
            foreach (string column in columns)
                page.Add(Title(column));
            page.Add($"</tr></thead>");
        }

        page.Add($"<tbody>\n");
    }

    public static void Row(HtmlText page, params ReadOnlySpan<Cell> cells) => StyledRow(page, "", cells);

    public static void StyledRow(HtmlText page, string style, params ReadOnlySpan<Cell> cells)
    {
        page.Add(style.Length == 0 ? Markup.Of($"<tr>") : Markup.Of($"<tr class=\"{style}\">"));
        for (int i = 0; i < cells.Length; i++)
        {
            string tag = i == 0 ? "th" : "td";
            string attribute = cells[i].Style.Length == 0 ? "" : $" class=\"{cells[i].Style}\"";
            page.Add(new Markup($"<{tag}{attribute}>{cells[i].Content.Html}</{tag}>"));
        }

        page.Add($"</tr>\n");
    }

    /// <summary>A line between rows that says what follows.</summary>
    public static void Group(HtmlText page, string title, int columns) =>
        page.Add($"<tr class=\"group\"><th colspan=\"{columns}\">{title}</th></tr>\n");

    public static void End(HtmlText page) => page.Add($"</tbody></table></div>\n");

    /// <summary>Something and, below it, a remark in small print.</summary>
    public static Markup Noted(string text, string note) => Noted(Markup.Of($"{text}"), note);

    public static Markup Noted(Markup text, string note) =>
        note.Length == 0 ? text : Markup.Of($"{text}<span class=\"small\">{note}</span>");

    private static Markup Title(string column) => column.StartsWith('#')
        ? Markup.Of($"<th class=\"n\">{column[1..]}</th>")
        : Markup.Of($"<th>{column}</th>");
}

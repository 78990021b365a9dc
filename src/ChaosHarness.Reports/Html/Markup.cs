namespace ChaosHarness.Reports.Html;

/// <summary>Text that is HTML already. Every other text is escaped when it is put into a page.</summary>
internal readonly record struct Markup(string Html)
{
    public static Markup Empty => new("");

    /// <summary>Makes markup from a template: its holes are escaped unless they are markup themselves.</summary>
    public static Markup Of(ref HtmlHandler template) => new(template.ToHtml());

    public static Markup Join(string separator, IEnumerable<Markup> parts) =>
        new(string.Join(separator, parts.Select(p => p.Html)));

    public override string ToString() => Html;
}

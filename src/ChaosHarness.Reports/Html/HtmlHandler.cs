using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace ChaosHarness.Reports.Html;

/// <summary>
/// Takes interpolated strings as HTML templates. The literal parts are HTML; everything put into them is escaped for
/// text and for double-quoted attributes alike, so that a part cannot forget to.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlHandler
{
    private readonly StringBuilder _text;

    public HtmlHandler(int literalLength, int formattedCount) =>
        _text = new StringBuilder(literalLength + 16 * formattedCount);

    public HtmlHandler(int literalLength, int formattedCount, HtmlText page) => _text = page.Text;

    public void AppendLiteral(string html) => _text.Append(html);

    public void AppendFormatted(Markup html) => _text.Append(html.Html);

    public void AppendFormatted(string? text) => Escape(_text, text ?? "");

    public void AppendFormatted(int number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

    public void AppendFormatted(long number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

    /// <summary>A coordinate or other plain number, to a tenth: more than a screen can show is only weight.</summary>
    public void AppendFormatted(double number) => _text.Append(CultureInfo.InvariantCulture, $"{number:0.#}");

    public string ToHtml() => _text.ToString();

    private static void Escape(StringBuilder to, string text)
    {
        foreach (char c in text)
        {
            switch (c)
            {
                case '&': to.Append("&amp;"); break;
                case '<': to.Append("&lt;"); break;
                case '>': to.Append("&gt;"); break;
                case '"': to.Append("&quot;"); break;
                case '\'': to.Append("&#39;"); break;
                case < ' ' and not ('\n' or '\t'): to.Append('\ufffd'); break;
                default: to.Append(c); break;
            }
        }
    }
}

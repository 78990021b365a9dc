using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace ChaosHarness.Reports.Html;

/// <summary>A page, or a part of one, that is being written.</summary>
internal sealed class HtmlText
{
    internal StringBuilder Text { get; } = new();

    /// <summary>Adds a template; see <see cref="HtmlHandler"/>.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The template has written itself here already.")]
    public void Add([InterpolatedStringHandlerArgument("")] ref HtmlHandler template)
    {
    }

    /// <summary>Adds something that is HTML already.</summary>
    public void Add(Markup html) => Text.Append(html.Html);

    public override string ToString() => Text.ToString();
}

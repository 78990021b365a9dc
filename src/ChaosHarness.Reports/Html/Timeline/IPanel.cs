namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>A strip of a figure. Panels stand below each other on one time axis.</summary>
internal interface IPanel
{
    /// <summary>How much it needs; 0 when it has nothing to show.</summary>
    double Height { get; }

    /// <summary>Draws itself below <paramref name="top"/>.</summary>
    void Draw(HtmlText svg, TimeAxis axis, double top);
}

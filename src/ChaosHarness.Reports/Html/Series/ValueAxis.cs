namespace ChaosHarness.Reports.Html.Series;

/// <summary>
/// Where the values of the varied parameter lie: by their size where all are numbers, else one beside the other.
/// </summary>
internal sealed class ValueAxis
{
    /// <summary>The left end.</summary>
    public const double Left = 74;

    /// <summary>The right end.</summary>
    public const double Right = 1096;

    private const double Inset = 22;

    private readonly Dictionary<string, double> _places = [];
    private readonly List<(string Text, double X)> _ticks = [];

    /// <param name="values">All values of all curves; one may stand there more than once.</param>
    public ValueAxis(IEnumerable<(string Text, double? Number)> values)
    {
        (string Text, double? Number)[] distinct = [.. values.DistinctBy(v => v.Text)];
        bool numbers = distinct.All(v => v.Number is not null);
        if (numbers)
            distinct = [.. distinct.OrderBy(v => v.Number)];
        double[] at = [.. distinct.Select((v, i) => numbers ? v.Number!.Value : i)];
        double span = at.Length > 0 && at[^1] > at[0] ? at[^1] - at[0] : 1;
        for (int i = 0; i < distinct.Length; i++)
        {
            double x = Left + Inset + (at[i] - at[0]) / span * (Right - Left - 2 * Inset);
            _places[distinct[i].Text] = x;
            _ticks.Add((numbers ? Format.Plain(at[i]) : distinct[i].Text, x));
        }
    }

    /// <summary>The values to mark, with those left out whose labels would run into each other.</summary>
    public IEnumerable<(string Text, double X)> Labels()
    {
        double free = double.NegativeInfinity;
        foreach ((string text, double x) in _ticks)
        {
            double half = Timeline.Panels.WidthOf(text) / 2 + 4;
            if (x - half < free)
                continue;
            free = x + half;
            yield return (text, x);
        }
    }

    /// <summary>Where a value lies.</summary>
    public double X(string value) => _places[value];
}

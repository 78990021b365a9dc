using ChaosHarness.Checking;
using ChaosHarness.Reports.Series;

namespace ChaosHarness.Reports.Html.Series;

/// <summary>How figures and names of a series are put into words.</summary>
internal static class SeriesWords
{
    /// <summary>What the statistics say where most runs never ended.</summary>
    public const string NeverEnded = "not ended";

    public static string Seconds(double? seconds) => seconds is { } some ? Format.Duration(TimeSpan.FromSeconds(some)) : NeverEnded;

    public static string Bracket(RunFigure figure) => Format.Bracket(new TimeBracket(
        TimeSpan.FromSeconds(figure.Min), figure.Max is { } max ? TimeSpan.FromSeconds(max) : null));

    /// <summary>The parameter with its unit: what stands at an axis.</summary>
    public static string Parameter(ChaosHarness.Scenarios.Variation vary) =>
        vary.Unit.Length == 0 ? vary.Parameter : $"{vary.Parameter}, in {vary.Unit}";

    /// <summary>Short names that tell scenarios apart: their stacks, or else their titles, or else their files.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<SeriesScenario> scenarios)
    {
        Func<SeriesScenario, string>[] choices = [s => s.Stack, s => s.Title, s => s.File];
        Func<SeriesScenario, string> name = choices.First(
            c => c == choices[^1] || scenarios.Select(c).Distinct().Count() == scenarios.Count);
        return [.. scenarios.Select(name)];
    }
}

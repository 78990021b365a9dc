using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using ChaosHarness.Checking;
using ChaosHarness.Reports;
using ChaosHarness.Reports.Html.Series;
using ChaosHarness.Reports.Series;
using ChaosHarness.Scenarios;
using ChaosHarness.Tests.Reports.Sample;

namespace ChaosHarness.Tests.Reports;

/// <summary>The report of repeated runs: which run is which, and that the chart says what the numbers say.</summary>
public sealed class SeriesTests : IDisposable
{
    private static readonly Variation s_size = new(
        "log-size", "the size of the log", "MiB", [new("0", 0), new("256m", 256), new("1g", 1024)]);

    private readonly TemporaryFolder _reports = new();

    public void Dispose() => _reports.Dispose();

    [Fact]
    public void A_run_is_found_by_what_it_is_and_not_by_being_the_newest()
    {
        Scenario scenario = SampleScenario.Create();
        SeriesReport series = new(_reports.Path, new FixedClock(SampleRun.StartedUtc));
        string first = Store(SampleRun.StartedUtc);
        IReadOnlyCollection<string> before = series.Folders();
        string second = Store(SampleRun.StartedUtc.AddMinutes(1));
        Directory.CreateDirectory(_reports["99999999T000000Z-somebody-elses"]);

        SeriesRun found = series.Find(scenario, null, 0, before);
        SeriesRun none = series.Find(scenario with { Seed = 43 }, null, 5, before);
        SeriesRun namesake = series.Find(scenario with { Path = "b.yaml", Files = [new("b.yaml", "")] }, null, 0, before);
        SeriesRun other = series.Find(scenario with { Vary = s_size }, s_size.Values[0], 0, before);

        Assert.NotEqual(first, second);
        Assert.Equal((second, Verdict.Pass), (found.Folder, found.Verdict));
        Assert.Contains(found.FiguresInSeconds, f => f is { Kind: "outage", Name: "web.write", Max: > 0 });
        Assert.Equal((null, Verdict.Unknown, 5), (none.Folder, none.Verdict, none.ExitCode));
        Assert.Null(namesake.Folder);
        Assert.Null(other.Folder);
    }

    [Fact]
    public void The_page_has_a_curve_for_each_scenario_in_one_chart_and_every_run_with_its_report()
    {
        SeriesReport series = new(_reports.Path, new FixedClock(SampleRun.StartedUtc));
        Fill(series, "basic", i => 5 + 5 * i);
        Fill(series, "standby", _ => 6);

        series.Write();

        string page = File.ReadAllText(series.PagePath);
        Assert.Equal(["web.write", "direct.write", "web.read"], Charts(page).Select(c => ((string)c.Attribute("aria-label")!).Split(' ')[2]));
        XElement chart = Charts(page).First();
        Assert.Equal(["basic", "standby"], chart.Elements("text").Select(t => t.Value).Where(t => t is "basic" or "standby").Order());
        Assert.Equal(9, Marks(chart, "c0").Count);
        Assert.Equal(9, Marks(chart, "c1").Count);
        Assert.Contains("log-size, in MiB", chart.Elements("text").Select(t => t.Value));
        Assert.Equal(18, chart.Descendants("a").Select(a => (string?)a.Attribute("href")).Distinct().Count());
        Assert.Contains("18 runs", page, StringComparison.Ordinal);
        using JsonDocument data = JsonDocument.Parse(File.ReadAllText(series.DataPath));
        JsonElement largest = data.RootElement.GetProperty("scenarios")[0].GetProperty("points")[2];
        Assert.Equal(("1g", 1024), (largest.GetProperty("value").GetString(), largest.GetProperty("number").GetDouble()));
        Assert.Equal(3, largest.GetProperty("runs").GetArrayLength());
        Assert.Equal(15, largest.GetProperty("distributionsInSeconds")[2].GetProperty("median").GetDouble());
        Assert.Contains(Path.GetFileName(series.PagePath), File.ReadAllText(IndexPage.Write(_reports.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Marks_lie_where_their_numbers_are()
    {
        SeriesReport series = new(_reports.Path, new FixedClock(SampleRun.StartedUtc));
        Fill(series, "basic", i => 5 + 5 * i);

        series.Write();

        // Two labelled lines give the scale of each axis; every mark is read back with it.
        XElement chart = Charts(File.ReadAllText(series.PagePath)).First();
        Func<double, double> seconds = Scale(chart, "label", "y", (0, 10));
        Func<double, double> size = Scale(chart, "time", "x", (0, 1024));
        (double X, double Y)[] marks = [.. Marks(chart, "c0").Select(m => (size(m.X), seconds(m.Y)))];
        (double Size, double Seconds)[] expected = [.. s_size.Values.SelectMany(
            (v, i) => Enumerable.Repeat((v.Number!.Value, 5.0 + 5 * i), 3))];
        Assert.Equal(expected.Length, marks.Length);
        Assert.All(expected.Zip(marks), pair =>
        {
            Assert.Equal(pair.First.Size, pair.Second.X, 1.0);
            Assert.Equal(pair.First.Seconds, pair.Second.Y, 0.05);
        });
    }

    [Fact]
    public void What_did_not_pass_or_did_not_end_looks_different()
    {
        SeriesRun failed = new(1, 1, Verdict.Fail, "a", []);
        SeriesRun endless = new(2, 2, Verdict.Unknown, null, []);
        Curve curve = new("basic",
        [
            new("strict", null, [new(failed, new("outage", "f", "w", 4, 5))], 4.5),
            new("lax", null, [new(endless, new("outage", "f", "w", 9, null))], null),
        ]);

        XElement chart = XElement.Parse(new CurveChart("Outage", "mode", [curve]).Draw().Html);

        XElement[] runs = [.. chart.Elements("g").First().Descendants("g").Where(g => ((string?)g.Attribute("class"))!.StartsWith("run", StringComparison.Ordinal))];
        Assert.All(runs, r => Assert.Equal("run doubtful", (string?)r.Attribute("class")));
        Assert.Equal("over 9.000 s, not ended at lax, seed 2: Unknown", runs[1].Element("title")!.Value);
        Assert.DoesNotContain('L', (string)chart.Elements("g").First().Element("path")!.Attribute("d")!);
        Assert.Equal(["strict", "lax"], chart.Elements("text").Where(t => (string?)t.Attribute("class") == "time").Select(t => t.Value));
    }

    private string Store(DateTimeOffset at)
    {
        using RunFolder folder = SampleRun.Store(_reports.Path, new FixedClock(at), s => s.Passed());
        return folder.Id;
    }

    private static void Fill(SeriesReport series, string stack, Func<int, double> outage)
    {
        Scenario sample = SampleScenario.Create();
        SeriesScenario scenario = series.Begin(sample with { Vary = s_size, Stack = sample.Stack with { Name = stack } });
        foreach ((int i, VariedValue value) in s_size.Values.Index())
        {
            for (int run = 0; run < 3; run++)
            {
                RunFigure[] figures =
                [
                    new("outage", "pull-node", "direct.write", 1, 2), new("outage", "pull-node", "web.read", 1, 2),
                    new("outage", "pull-node", "web.write", outage(i) - 0.1, outage(i) + 0.1),
                    new("recovery", "pull-node", "active", outage(i) - 1, outage(i) - 1),
                ];
                scenario.Add(value, new(run, 0, Verdict.Pass, $"{stack}-{value.Text}-{run}", figures));
            }
        }
    }

    private static IEnumerable<XElement> Charts(string page)
    {
        for (int at = 0; (at = page.IndexOf("<svg class=\"curves\"", at, StringComparison.Ordinal)) >= 0; at++)
            yield return XElement.Parse(page[at..(page.IndexOf("</svg>", at, StringComparison.Ordinal) + 6)]);
    }

    private static List<(double X, double Y)> Marks(XElement chart, string style) =>
    [
        .. chart.Elements("g").First(g => (string?)g.Attribute("class") == style).Descendants("path")
            .Select(p => (string?)p.Attribute("transform")).OfType<string>()
            .Select(t => t["translate(".Length..^1].Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())
            .Select(n => (n[0], n[1])),
    ];

    private static Func<double, double> Scale(XElement chart, string style, string axis, (double From, double To) values)
    {
        double At(double value) => (double)chart.Elements("text")
            .First(t => (string?)t.Attribute("class") == style && t.Value == value.ToString(CultureInfo.InvariantCulture)).Attribute(axis)!;
        double from = At(values.From);
        double perValue = (At(values.To) - from) / (values.To - values.From);
        double offset = axis == "y" ? 4 : 0; // a label's baseline is below its line
        return at => values.From + (at + offset - from) / perValue;
    }
}

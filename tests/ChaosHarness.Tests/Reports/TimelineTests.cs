using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Reports.Html;
using ChaosHarness.Reports.Html.Timeline;

namespace ChaosHarness.Tests.Reports;

/// <summary>What the figures are made of.</summary>
public sealed class TimelineTests
{
    private static readonly string[] Names = ["", "web.write", "web.read", "direct"];

    [Fact]
    public void An_operation_counts_where_it_was_due_by_how_it_ended()
    {
        LoadSeries web = Count(60, Due(-0.05, Outcome.Ok), Due(0.01, Outcome.Fail), Due(0.09, Outcome.Info), Due(0.1, Outcome.Open))[0];
        int zero = (int)Math.Round((Zero - web.Start) / web.Bin);
        Assert.Equal((1, 0, 0), (web.Ok[zero - 1], web.Info[zero - 1], web.Fail[zero - 1]));
        Assert.Equal((0, 1, 1), (web.Ok[zero], web.Info[zero], web.Fail[zero]));
        Assert.Equal((0, 1, 0), (web.Ok[zero + 1], web.Info[zero + 1], web.Fail[zero + 1]));
    }

    [Fact]
    public void Every_operation_of_the_run_is_counted_once()
    {
        Operation[] operations = [.. Enumerable.Range(-1000, 6000).Select(i => Due(i / 100.0, Outcome.Ok))];
        Assert.Equal(6000, Count(60, operations).Sum(s => s.Ok.Sum()));
    }

    [Fact]
    public void Classes_of_one_load_are_one_series_in_the_order_of_the_scenario()
    {
        IReadOnlyList<LoadSeries> all = Count(
            60, Due(0, Outcome.Ok) with { Class = 3 }, Due(0, Outcome.Ok), Due(0, Outcome.Ok) with { Class = 2 });
        Assert.Equal(["web", "direct"], all.Select(s => s.Name));
        Assert.Equal([2, 1], all.Select(s => s.Ok.Sum()));
    }

    [Fact]
    public void Latency_counts_from_the_moment_an_operation_was_due()
    {
        Operation late = Due(0, Outcome.Ok) with { Start = At(1), End = At(1.5) };
        LoadSeries web = Count(60, late)[0];
        Assert.Equal(1500, web.P99.Max());
    }

    [Theory]
    [InlineData(60, 100)]
    [InlineData(600, 500)]
    [InlineData(86_400, 300_000)]
    public void Long_runs_are_counted_in_longer_steps(double seconds, double stepMs)
    {
        LoadSeries web = Count(seconds, Due(0, Outcome.Ok))[0];
        Assert.Equal(stepMs, web.Bin.TotalMilliseconds);
        Assert.InRange(web.Ok.Length, 200, 1400);
    }

    [Fact]
    public void A_state_lasts_until_it_was_last_seen_and_nobody_knows_until_the_next()
    {
        JournalEvent[] journal =
        [
            Seen(0, "primary"), Seen(5, "down", notBefore: 4.9), Seen(8, "replica", notBefore: 7),
            Seen(20, "replica") with { Kind = EventKinds.Confirmed },
        ];
        StateLane lane = Assert.Single(StateLane.From(journal, [], At(60)));
        Assert.Equal(
            [
                new("primary", At(0), At(4.9), At(5)), new("down", At(5), At(7), At(8)),
                new StateSpan("replica", At(8), At(20), At(20)),
            ],
            lane.Spans);
    }

    [Fact]
    public void A_watch_that_died_leaves_its_last_state_in_doubt()
    {
        StateLane lane = Assert.Single(StateLane.From([Seen(3, "primary")], [], At(60)));
        Assert.Equal(new StateSpan("primary", At(3), At(3), At(60)), Assert.Single(lane.Spans));
    }

    [Fact]
    public void States_too_short_to_be_seen_become_one_block()
    {
        JournalEvent[] journal = [.. Enumerable.Range(0, 50_000).Select(i => Seen(30 + i / 10_000.0, i % 2 == 0 ? "a" : "b"))];
        LanePanel panel = new("flapping", StateLane.From([Seen(0, "primary"), .. journal], [], At(60)));
        HtmlText svg = new();
        panel.Draw(svg, new TimeAxis(Zero, At(0), At(60)), 0);
        Assert.InRange(svg.ToString().Length, 200, 2_000);
        Assert.Contains("<title>49999 states: +30.000 s to +35.000 s</title>", svg.ToString(), StringComparison.Ordinal);
        Assert.Contains(">primary</text>", svg.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lanes_stand_in_the_order_of_the_stack_s_watches()
    {
        JournalEvent[] journal = [Seen(0, "UP", "haproxy"), Seen(1, "primary", "role"), Seen(2, "ready", "web")];
        Assert.Equal(["web", "role", "haproxy"], StateLane.From(journal, ["web", "role"], At(9)).Select(l => l.Watch));
    }

    [Theory]
    [InlineData(0.9, 0.1)]
    [InlineData(60, 5)]
    [InlineData(36_000, 3600)]
    public void Times_are_marked_at_round_distances(double seconds, double step)
    {
        double[] ticks = [.. new TimeAxis(Zero, At(0), At(seconds)).Ticks().Select(t => t.Seconds)];
        Assert.Equal(step, ticks[1] - ticks[0], 3);
        Assert.Equal(0, ticks[0]);
    }

    private static Instant Zero => new(50_000_000_000);

    private static Instant At(double seconds) => Zero + TimeSpan.FromSeconds(seconds);

    private static IReadOnlyList<LoadSeries> Count(double seconds, params Operation[] operations) =>
        LoadBins.Count(new History(operations, Names), new TimeAxis(Zero, At(-10), At(seconds - 10)), ["web"]);

    private static Operation Due(double seconds, Outcome outcome) => new()
    {
        Kind = OperationKind.Append, Outcome = outcome, Class = 1, Process = 0, Key = 0, Value = 0,
        Intended = At(seconds), Start = At(seconds), End = outcome == Outcome.Open ? Instant.Never : At(seconds + 0.01),
    };

    private static JournalEvent Seen(double at, string value, string watch = "role", double? notBefore = null) => new()
    {
        At = At(at), Kind = EventKinds.Observed, Node = "redis1", Subject = "redis1", Value = value,
        NotBefore = notBefore is { } before ? At(before) : null,
        Data = new Dictionary<string, string> { ["watch"] = watch },
    };
}

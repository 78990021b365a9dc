using System.Globalization;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;

namespace ChaosHarness.Tests.Reports.Sample;

/// <summary>
/// What checkers could have said about the sample run; its numbers are taken from the sample's own evidence.
/// </summary>
internal sealed class SampleAssessment(RunEvidence evidence)
{
    private const string Fault = "stop-service";

    /// <summary>With a control character and markup, as a service's log may have them.</summary>
    private const string LogGap =
        "The log of the sentinel on redis3 has a gap \u0001 <of 2 s>: which leader it voted for is not known.";

    private static readonly TimeBracket UpTo9 = new(TimeSpan.Zero, TimeSpan.FromSeconds(9));

    public Assessment Passed() => new(Verdict.Pass, VerdictClass.Passed, [.. Results(Verdict.Pass)], "0.1.0");

    public Assessment Failed() => new(Verdict.Fail, VerdictClass.SystemUnderTest, [.. Results(Verdict.Fail)], "0.1.0");

    private IEnumerable<CheckResult> Results(Verdict splitBrain)
    {
        Outage[] outages = [OutageOf("web.write"), OutageOf("web.read"), OutageOf("direct.write")];
        yield return new("outage", "Users are out no longer than allowed", Verdict.Pass,
        [
            .. outages.Select(o => new Finding(
                Verdict.Pass, $"{o.Class} was out once, for {Bracket(o.Longest)}; allowed: up to 9 s.", o.Evidence)),
        ]) { Measured = new() { Outages = outages } };
        yield return new("row", "The documented recovery happened, in order and in time", Verdict.Pass,
            [new(Verdict.Pass, "All 5 documented actions were seen in their order.")])
            { Measured = new() { Phases = [.. Phases()] } };
        yield return Writes();
        yield return SplitBrain(splitBrain);
        if (splitBrain == Verdict.Fail)
        {
            yield return Contradicted();
            yield return new("leader-epochs", "No epoch had two leaders", Verdict.Unknown, [new(Verdict.Unknown, LogGap)]);
        }

        yield return new("load", "The load was what was asked for", Verdict.Pass, [])
            { Measured = new() { Loads = [.. Loads()] } };
    }

    private static string Bracket(TimeBracket bracket) => FormattableString.Invariant(
        $"{bracket.Min.TotalSeconds:0.000} to {bracket.Max!.Value.TotalSeconds:0.000} s");

    private Outage OutageOf(string name)
    {
        ushort index = (ushort)Array.IndexOf(SampleHistory.Names, name);
        (int Index, Operation Item)[] all = [.. evidence.History.Operations.Index().Where(o => o.Item.Class == index)];
        var last = all.Last(o => o.Item.Outcome == Outcome.Ok && o.Item.Start < SampleTimes.Zero);
        var first = all.First(o => o.Item.Outcome == Outcome.Ok && o.Item.Start > SampleTimes.Zero);
        return new()
        {
            Fault = Fault,
            Class = name,
            Longest = new(first.Item.Start - last.Item.End, first.Item.End - last.Item.Start),
            Total = new(first.Item.Start - last.Item.End, first.Item.End - last.Item.Start),
            Count = 1,
            Resolution = TimeSpan.FromMilliseconds(name.StartsWith("web", StringComparison.Ordinal) ? 12 : 21),
            LastOkBefore = last.Item.Start,
            FirstOkAfter = first.Item.End,
            Failed = all.Count(o => o.Item.Outcome == Outcome.Fail),
            Unknown = all.Count(o => o.Item.Outcome == Outcome.Info),
            Documented = name == "web.read" ? null : "<= down-after + 4s",
            Derived = name == "web.read" ? null : UpTo9,
            Verdict = Verdict.Pass,
            Evidence = [Place("history", last.Index + 1), Place("history", first.Index + 1)],
        };
    }

    private IEnumerable<RecoveryPhase> Phases() =>
    [
        Phase("detected", "a sentinel sees the master as down", "+sdown", 5, 6),
        Phase("agreed", "enough sentinels see it", "+odown", 5, 7),
        Phase("elected", "a sentinel may lead the failover", "+elected-leader", null, null),
        Phase("promoted", "a replica has become master", "+promoted-slave", 5, 9),
        Phase("announced", "clients are told", "+switch-master", 5, 9),
        new(Fault, "rerouted", "the proxy sends nobody to the old master", null, null, null, "<= 3 * inter",
            new(TimeSpan.Zero, TimeSpan.FromSeconds(6)), Verdict.Pass, []),
    ];

    private RecoveryPhase Phase(string name, string text, string value, double? min, double? max)
    {
        (int index, JournalEvent seen) = evidence.Journal.Index().First(e => e.Item.Value == value);
        TimeSpan after = seen.At - SampleTimes.Zero;
        string? documented = max is null ? null : $"{min}s .. down-after + {max - 5}s";
        TimeBracket? derived = max is null ? null : new(TimeSpan.FromSeconds(min!.Value), TimeSpan.FromSeconds(max.Value));
        return new(Fault, name, text, new(after, after), seen.At, seen.Node, documented, derived, Verdict.Pass,
            [Place("journal", index + 1)]);
    }

    private CheckResult Writes()
    {
        (int Index, Operation Item)[] writes =
            [.. evidence.History.Operations.Index().Where(o => o.Item.Kind == OperationKind.Append)];
        Accounting[] accounts = [Account("web", 1, writes), Account("direct", 3, writes)];
        return new("writes", "Every acknowledged write is accounted for", Verdict.Pass,
            [new(Verdict.Pass, $"{accounts[1].Lost} acknowledged writes of load direct are gone.", accounts[1].Evidence)])
            { Measured = new() { Accounts = accounts } };
    }

    /// <summary>Lost: what redis1 acknowledged in its last 60 ms and had not yet passed on.</summary>
    private static Accounting Account(string load, ushort operationClass, (int Index, Operation Item)[] writes)
    {
        var mine = writes.Where(w => w.Item.Class == operationClass).ToArray();
        var ok = mine.Where(w => w.Item.Outcome == Outcome.Ok).ToArray();
        var lost = load == "web" ? []
            : ok.Where(w => w.Item.Start < SampleTimes.Zero && w.Item.Start > SampleTimes.At(-0.06)).ToArray();
        int info = mine.Count(w => w.Item.Outcome == Outcome.Info);
        return new()
        {
            Load = load, Acknowledged = ok.Length, Kept = ok.Length - lost.Length, Lost = lost.Length,
            Duplicated = 0, Resurrected = 0, Unexpected = 0,
            IndeterminateFound = info / 9, IndeterminateAbsent = info - info / 9,
            ByServer = ok.GroupBy(w => SampleHistory.Names[w.Item.Server]).ToDictionary(
                g => g.Key, g => (g.Count(), g.Key == "redis1" ? lost.Length : 0)),
            LostBetween = lost.Length == 0 ? null : (lost[0].Item.Start, lost[^1].Item.End),
            Evidence = [.. lost.Select(w => Place("history", w.Index + 1))],
        };
    }

    private CheckResult SplitBrain(Verdict verdict)
    {
        int back = LineOf(e => e is { Node: "redis1", Value: "primary" } && e.At > SampleTimes.Zero);
        int gone = LineOf(e => e is { Node: "redis1", Value: "replica" });
        TimeBracket length = new(TimeSpan.FromSeconds(10.059), TimeSpan.FromSeconds(10.16));
        Overlap overlap = new("redis-role", "redis2", "redis1", SampleTimes.At(20.341), SampleTimes.At(30.4), length,
            [Place("journal", back), Place("journal", gone)]);
        string text = $"redis1 came back as primary beside redis2 for {Bracket(length)}; it acknowledged no write then.";
        return new("split-brain", "At most one node acts as primary", verdict, [new(verdict, text, overlap.Evidence)])
            { Measured = new() { Overlaps = [overlap] } };
    }

    /// <summary>Told and not judged; the picture is the checker's business, here it only has to arrive.</summary>
    private static CheckResult Contradicted() => new("consistency", "Consistency", Verdict.Pass,
        [new(Verdict.Pass, "16 lists with 9,480 operations judged: 1 contradiction: stale-read.")])
        {
            Measured = new()
            {
                Contradictions =
                [
                    new()
                    {
                        Anomaly = "stale-read", Key = "doc:4", Evidence = [Place("history", 40), Place("final-reads", 1)],
                        Text = "Web client 2's read last web-6 shows an old value of key 4: direct client 1's append <direct-2> was newer.",
                        Operations = ["web client 2: read last web-6 (ok), -12 ms to -11 ms", "direct client 1: append <direct-2> (ok)"],
                        Picture = "<svg class=\"violation\" viewBox=\"0 0 40 20\"><rect class=\"core read\" width=\"40\" height=\"20\"/></svg>",
                    },
                ],
            },
        };

    private int LineOf(Func<JournalEvent, bool> wanted) => evidence.Journal.Index().First(e => wanted(e.Item)).Index + 1;

    private static IEnumerable<LoadQuality> Loads() =>
        from load in ((string Name, double Rate)[])[("web", 300), ("direct", 100)]
        from window in ((string Name, double Ok)[])[("before", 1), ("during", 0.69), ("after", 1)]
        select new LoadQuality(
            load.Name, window.Name, load.Rate, load.Rate, load.Rate * window.Ok, TimeSpan.FromMilliseconds(0.16),
            TimeSpan.FromMilliseconds(load.Rate / 136), TimeSpan.FromMilliseconds(load.Rate / 48));

    private static string Place(string file, int number) => $"{file}:{number.ToString(CultureInfo.InvariantCulture)}";
}

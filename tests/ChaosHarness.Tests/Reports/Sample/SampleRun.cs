using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Reports;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Reports.Sample;

/// <summary>A run as it could have been, made by hand; every time it is made it is the same.</summary>
internal static class SampleRun
{
    public static readonly DateTimeOffset StartedUtc = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);

    public static RunInfo Info(string id) => new(
        id, StartedUtc, SampleTimes.Start,
        new Dictionary<string, string> { ["harness"] = "0.1.0", ["runtime"] = ".NET 10.0.1", ["lab image"] = "3f9a11c2" },
        new Dictionary<string, string>
        {
            ["kernel"] = "Linux 6.1.0", ["processors"] = "2", ["memory"] = "8 GiB", ["user"] = "not root",
        });

    public static RunEvidence Evidence()
    {
        Operation[] operations = [.. SampleHistory.Web(1), .. SampleHistory.Direct(2)];
        History history = new(operations, SampleHistory.Names);
        return new(SampleScenario.Create(), SampleJournal.Create(), history, FinalReads());
    }

    public static IReadOnlyList<FinalRead> FinalReads() =>
        [.. Enumerable.Range(0, 4).Select(key => new FinalRead(
            SampleTimes.At(48.5), "redis2", "primary", true, "doc", key, [key, key + 100, key + 200]))];

    /// <summary>Writes the whole run into a folder, as a real one would have been.</summary>
    public static RunFolder Store(
        string reports, TimeProvider clock, Func<SampleAssessment, Assessment> judge, Expectation? splitBrain = null)
    {
        Scenario scenario = SampleScenario.Create();
        if (splitBrain is not null)
            scenario = scenario with { Expect = scenario.Expect with { SplitBrain = new Dictionary<string, Expectation> { ["primary"] = splitBrain } } };
        RunFolder folder = RunFolder.Create(reports, scenario, clock);
        folder.Begin(scenario, Info(folder.Id));
        foreach (var entry in SampleJournal.Create())
            folder.Write(entry);
        HistoryFiles.Write(folder.HistoryFolder, "web", SampleHistory.Web(1), SampleHistory.Names);
        HistoryFiles.Write(folder.HistoryFolder, "direct", SampleHistory.Direct(2), SampleHistory.Names);
        folder.Save(FinalReads());
        File.WriteAllText(Path.Combine(folder.LogFolder, "redis1.redis.log"), "4711:M * Ready to accept connections\n");
        RunEvidence evidence = folder.Read(scenario);
        folder.Finish(scenario, evidence, judge(new SampleAssessment(evidence)));
        return folder;
    }
}

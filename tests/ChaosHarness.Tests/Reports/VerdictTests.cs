using System.Text.Json.Nodes;
using System.Text.Json;
using ChaosHarness.Checking;
using ChaosHarness.Reports;
using ChaosHarness.Reports.Verdicts;
using ChaosHarness.TestKit;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Tests.Reports.Sample;

namespace ChaosHarness.Tests.Reports;

/// <summary>The verdict as machines read it.</summary>
public sealed class VerdictTests
{
    [Fact]
    public void A_verdict_of_before_contradictions_were_measured_has_none()
    {
        using TemporaryFolder reports = new();
        string path = Stored(reports, "verdict.json");
        JsonNode verdict = JsonNode.Parse(File.ReadAllText(path))!;
        foreach (JsonNode? result in verdict["results"]!.AsArray())
            Assert.True(result!["measured"]!.AsObject().Remove("contradictions"));
        File.WriteAllText(path, verdict.ToJsonString());
        Assert.All(VerdictDocument.Read(path).Results, r => Assert.Empty(r.Measured.Contradictions));
    }

    [Fact]
    public void A_failed_run()
    {
        using TemporaryFolder reports = new();
        Approve.Text(File.ReadAllText(Stored(reports, "verdict.json")), "json");
    }

    [Fact]
    public void Gives_back_what_was_written()
    {
        using TemporaryFolder reports = new();
        string path = Stored(reports, "verdict.json");
        VerdictDocument read = VerdictDocument.Read(path);
        Assert.Equal(File.ReadAllText(path), read.ToJson());
        Assert.Equal(1, read.Assessment.ExitCode);
    }

    [Fact]
    public void Keeps_durations_to_the_last_tick()
    {
        TimeBracket bracket = new(TimeSpan.FromTicks(62_970_001), TimeSpan.FromTicks(long.MaxValue / 1000));
        Measurements measured = new() { Overlaps = [new("w", "a", "b", new(1), new(long.MaxValue), bracket, [])] };
        Assessment before = new(Verdict.Pass, VerdictClass.Passed, [new("c", "t", Verdict.Pass, []) { Measured = measured }], "1");
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["verdict.json"], VerdictDocument.Of(Header(folder), before, default).ToJson());
        Overlap read = VerdictDocument.Read(folder["verdict.json"]).Results[0].Measured.Overlaps[0];
        Assert.Equal((bracket, new Instant(long.MaxValue)), (read.Length, read.To));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("null")]
    public void Refuses_what_is_not_a_verdict(string text)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["verdict.json"], text);
        Assert.Throws<RunDataException>(() => VerdictDocument.Read(folder["verdict.json"]));
    }

    [Fact]
    public void Every_member_is_documented()
    {
        using TemporaryFolder reports = new();
        string manual = File.ReadAllText(Path.Combine(Repository.Root, "reports", "README.md"));
        HashSet<string> members = [];
        foreach (string file in (string[])["verdict.json", "run.json"])
            Members(JsonDocument.Parse(File.ReadAllText(Stored(reports, file))).RootElement, members);
        Assert.DoesNotContain(members, m => !manual.Contains($"`{m}`", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_that_left_something_behind_did_not_pass()
    {
        Assessment assessment = new(Verdict.Pass, VerdictClass.Leftovers, [], "0.1.0");
        Assert.Equal(Verdict.Unknown, Summarised.Shown(assessment));
        Assert.Equal("Leftovers", Summarised.Word(assessment));
    }

    private static string Stored(TemporaryFolder reports, string file)
    {
        using RunFolder run = SampleRun.Store(reports.Path, new FixedClock(SampleRun.StartedUtc), s => s.Failed());
        return Path.Combine(run.Folder, file);
    }

    private static RunHeader Header(TemporaryFolder folder)
    {
        using RunFolder run = SampleRun.Store(folder["reports"], new FixedClock(SampleRun.StartedUtc), s => s.Passed());
        return StoredRun.Open(run.Folder).Header;
    }

    /// <summary>The names that the layout gives; names that come from the run (a server, a version) are not members.</summary>
    private static void Members(JsonElement element, HashSet<string> members)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
                Members(item, members);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                members.Add(property.Name);
                if (property.Name is not ("byServer" or "versions" or "host" or "parameters"))
                    Members(property.Value, members);
            }
        }
    }
}

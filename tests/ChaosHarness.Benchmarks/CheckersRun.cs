using System.Text.Json;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Reports;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Benchmarks;

/// <summary>What became of the writes of one load.</summary>
internal sealed record CheckersAccount(string Load, int Acknowledged, int Lost, int Duplicated, int Found, int Absent);

/// <summary>Writes a run folder with everything in it, and the truth about it, which checkers have to find.</summary>
internal static class CheckersRun
{
    private const string TruthFile = "truth.json";

    /// <summary>Makes the folder and gives its path.</summary>
    public static string Write(string reports, int count)
    {
        Scenario scenario = CheckersScenario.Of(count);
        using RunFolder run = RunFolder.Create(reports, scenario, TimeProvider.System);
        Dictionary<string, string> nothing = [];
        run.Begin(scenario, new(run.Id, DateTimeOffset.UnixEpoch, new(0), nothing, nothing));
        foreach (Journals.JournalEvent entry in CheckersScenario.Journal())
            run.Write(entry);
        List<CheckersAccount> truth = [];
        for (int i = 0; i < CheckersScenario.Loads.Length; i++)
        {
            (string name, double share) = CheckersScenario.Loads[i];
            CheckersLoad load = CheckersLoad.Write(run.HistoryFolder, name, i + 1, (int)(count * share));
            truth.Add(new(name, load.Acknowledged, load.Lost, load.Duplicated, load.UnknownFound, load.UnknownAbsent));
            run.Save([.. Enumerable.Range(0, CheckersLoad.Keys).Select(key => Held(name, load, key))]);
        }

        File.WriteAllText(Path.Combine(run.Folder, TruthFile), JsonSerializer.Serialize(truth));
        return run.Folder;
    }

    private static FinalRead Held(string load, CheckersLoad data, int key) => new(
        CheckersScenario.At(CheckersScenario.LoadTo + 1000), "redis2", "primary", true,
        load switch { "web" => "doc", "direct" => "reg", _ => "ctr" }, key, load == "web" ? data.Lists[key] : [data.Values[key]]);

    /// <summary>What is wrong with the results of a checker; nothing when it found the truth.</summary>
    public static IEnumerable<string> Mistakes(string folder, CheckResult result) => result.Checker switch
    {
        "outage" => Outages(result),
        "recovery" => Expect(result, Verdict.Pass).Concat(Recovery(result)),
        "accounting" => Expect(result, Verdict.Fail).Concat(Accounts(folder, result)),
        "split-brain" => Expect(result, Verdict.Fail).Concat(Overlaps(result)),
        "load" or "evidence" => Expect(result, Verdict.Pass),
        _ => [],
    };

    private static IEnumerable<string> Expect(CheckResult result, Verdict verdict)
    {
        if (result.Verdict != verdict)
            yield return $"{result.Checker} is {result.Verdict}: {result.Findings.FirstOrDefault(f => f.Verdict == result.Verdict)?.Text}";
    }

    private static IEnumerable<string> Outages(CheckResult result)
    {
        IReadOnlyList<Outage> outages = result.Measured.Outages;
        if (outages.Count != 10)
            yield return $"{outages.Count} outages";
        for (int i = 0; i < outages.Count; i++)
        {
            (double from, double to) = CheckersScenario.Outages[i % 2];
            TimeBracket longest = outages[i].Longest;
            bool holds = longest.Min.TotalMilliseconds <= to - from && longest.Max?.TotalMilliseconds >= to - from;
            if (!holds || longest.Max - longest.Min > TimeSpan.FromMilliseconds(100))
                yield return $"{outages[i].Class} of {to - from} ms measured as {longest}";
        }
    }

    private static IEnumerable<string> Recovery(CheckResult result)
    {
        string[] seen = [.. result.Measured.Phases.Where(p => p.Seen is not null).Select(p => p.Name)];
        if (!seen.SequenceEqual(["served"]))
            yield return $"recovery saw {string.Join(", ", seen)}";
    }

    private static IEnumerable<string> Accounts(string folder, CheckResult result)
    {
        var truth = JsonSerializer.Deserialize<List<CheckersAccount>>(File.ReadAllText(Path.Combine(folder, TruthFile)))!;
        foreach ((CheckersAccount wanted, Accounting found) in truth.Zip(result.Measured.Accounts))
        {
            CheckersAccount account = new(
                found.Load, found.Acknowledged, found.Lost, found.Duplicated, found.IndeterminateFound, found.IndeterminateAbsent);
            // What became of an unknown increment or an overwritten register is not to be seen.
            CheckersAccount comparable = wanted.Load == "web"
                ? wanted : wanted with { Found = account.Found, Absent = account.Absent };
            if (comparable != account)
                yield return $"{wanted} was accounted for as {account}";
        }
    }

    private static IEnumerable<string> Overlaps(CheckResult result)
    {
        (double from, double to) = CheckersScenario.TwoPrimaries;
        Overlap[] found = [.. result.Measured.Overlaps.Where(o => o.What == "acknowledgements")];
        if (found is not [{ } one] || Math.Abs(one.Length.Min.TotalMilliseconds - (to - from)) > 30)
            yield return $"two primaries for {to - from} ms found as {string.Join(", ", found.Select(o => o.Length))}";
    }
}

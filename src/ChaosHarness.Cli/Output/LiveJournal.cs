using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Cli.Output;

/// <summary>A run record that also shows, as it happens, what a person who waits wants to see.</summary>
internal sealed class LiveJournal(IRunRecord record, IRunProgress progress) : IRunRecord
{
    public string Folder => record.Folder;

    public string HistoryFolder => record.HistoryFolder;

    public string LogFolder => record.LogFolder;

    public void Begin(Scenario scenario, RunInfo info) => record.Begin(scenario, info);

    public void Write(JournalEvent entry)
    {
        record.Write(entry);
        if (entry is { Kind: EventKinds.Preparing, Data.Count: 0 })
            progress.Status($"volume {entry.Subject}: {entry.Value}");
        if (Describe(entry) is { } text)
            progress.Say(text);
    }

    public void Save(IReadOnlyList<FinalRead> reads) => record.Save(reads);

    public RunEvidence Read(Scenario scenario) => record.Read(scenario);

    public void Finish(Scenario scenario, RunEvidence evidence, Assessment assessment) =>
        record.Finish(scenario, evidence, assessment);

    public void Dispose() => record.Dispose();

    private static string? Describe(JournalEvent entry) => entry.Kind switch
    {
        EventKinds.Preparing when entry.Data.TryGetValue("command", out string? command) =>
            $"volume {entry.Subject} is prepared on {entry.Node}: {command}",
        EventKinds.Prepared => $"volume {entry.Subject} is prepared: {entry.Value}",
        EventKinds.Effective => $"{entry.Subject}: {entry.Data.GetValueOrDefault("proof")}",
        EventKinds.Healed => $"{entry.Subject} healed: {entry.Data.GetValueOrDefault("proof")}",
        EventKinds.Observed when entry.NotBefore is not null =>
            $"{entry.Data.GetValueOrDefault("watch")}: {Where(entry)} is {entry.Value}",
        EventKinds.SteadyState when entry.Value == "steady" => "steady state",
        EventKinds.ProcessExited => $"{entry.Node}: {entry.Subject} exited",
        _ => null,
    };

    private static string Where(JournalEvent entry) =>
        entry.Subject is null || entry.Subject == entry.Node ? entry.Node ?? "" : $"{entry.Node} {entry.Subject}";
}

using System.Text.Json;
using ChaosHarness.Checking;
using ChaosHarness.Reports.Files;

namespace ChaosHarness.Reports.Verdicts;

/// <summary>What <c>verdict.json</c> holds; reports/README.md documents every member.</summary>
internal sealed record VerdictDocument
{
    /// <summary>The layout this code writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version of this file's layout.</summary>
    public required int Schema { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>The scenario's title.</summary>
    public required string Title { get; init; }

    /// <summary>Wall-clock time of the judgement.</summary>
    public required DateTimeOffset JudgedUtc { get; init; }

    /// <summary>The version that judged.</summary>
    public required string HarnessVersion { get; init; }

    public required Verdict Verdict { get; init; }

    public required VerdictClass Class { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>The verdict in one or two sentences.</summary>
    public required string Summary { get; init; }

    /// <summary>The result of every checker.</summary>
    public required IReadOnlyList<CheckResult> Results { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public Assessment Assessment => new(Verdict, Class, Results, HarnessVersion);

    public static VerdictDocument Of(RunHeader run, Assessment assessment, DateTimeOffset judged) => new()
    {
        Schema = CurrentSchema,
        Run = run.Id,
        Title = run.Title,
        JudgedUtc = judged,
        HarnessVersion = assessment.HarnessVersion,
        Verdict = assessment.Verdict,
        Class = assessment.Class,
        ExitCode = assessment.ExitCode,
        Summary = Summarised.Sentence(assessment),
        Results = assessment.Results,
    };

    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Indented.VerdictDocument) + "\n";

    /// <exception cref="RunDataException">The file is not a verdict that this code can read.</exception>
    public static VerdictDocument Read(string path)
    {
        try
        {
            byte[] json = File.ReadAllBytes(path);
            VerdictDocument? read = JsonSerializer.Deserialize(json, RunJson.Indented.VerdictDocument);
            return read is { Schema: CurrentSchema }
                ? read with { Results = [.. read.Results.Select(Complete)] }
                : throw new RunDataException($"{path} has schema {read?.Schema}; this harness reads {CurrentSchema}.");
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new RunDataException($"{path} is not a verdict ({e.Message}); judge the run again to replace it.", e);
        }
    }

    /// <summary>An older verdict lacks what was not measured then; the deserializer gives null for what is missing.</summary>
    private static CheckResult Complete(CheckResult result) => result with
    {
        Measured = result.Measured with
        {
            Contradictions = result.Measured.Contradictions ?? [], StepLosses = result.Measured.StepLosses ?? [],
        },
    };
}

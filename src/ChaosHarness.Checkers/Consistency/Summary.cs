using System.Globalization;
using ChaosHarness.Checking;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Puts the answers for single keys together.</summary>
internal static class Summary
{
    /// <summary>Makes the result.</summary>
    public static ConsistencyResult Make(
        ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options,
        ConsistencyChecker.KeyAnswer[] answers, TimeSpan checkTime, CancellationToken ct)
    {
        long started = options.Clock.GetTimestamp();
        SortedDictionary<string, int> engines = new(StringComparer.Ordinal);
        List<Violation> violations = [];
        List<string> undecided = [];
        int open = 0;
        int count = 0;
        int certified = 0;
        for (int key = 0; key < answers.Length; key++)
        {
            (EngineAnswer answer, string engine) = answers[key];
            if (engine.Length > 0)
                engines[engine] = engines.GetValueOrDefault(engine) + 1;
            certified += answer.Witness is not null && engine.Length > 0 ? 1 : 0;
            string name = answers.Length == 1 && history.Keys.Count > 1 ? "" : history.Keys[key];
            if (answer.Decision is Decision.OutOfBudget or Decision.NotApplicable)
            {
                if (++open <= options.MostViolations)
                    undecided.Add(Of(name) + (answer.Decision == Decision.OutOfBudget ? WhyNot(options) : WhyNot(model)));
            }
            else if (answer.Decision == Decision.Violated)
            {
                foreach (Conflict conflict in (Conflict[])[answer.Conflict!, .. answer.More ?? []])
                {
                    if (++count <= options.MostViolations)
                        violations.Add(Reduction.Tell(history, model, options, name, conflict, ct));
                }
            }
        }

        if (open > undecided.Count)
            undecided.Add($"{open - undecided.Count} further keys are undecided.");
        return new()
        {
            Verdict = count > 0 ? Verdict.Fail : open > 0 ? Verdict.Unknown : Verdict.Pass,
            Keys = answers.Count(a => a.Engine.Length > 0),
            Operations = history.Count,
            Engines = engines,
            Violations = violations,
            ViolationCount = count,
            Undecided = undecided,
            CheckTime = checkTime,
            ReduceTime = options.Clock.GetElapsedTime(started),
            Certified = certified,
            Claim = Claims.Of(model),
            Witnesses = options.KeepWitnesses ? [.. answers.Select(a => a.Answer.Witness)] : [],
        };
    }

    private static string WhyNot(ConsistencyOptions options) => options.Interrupt.IsCancellationRequested
        ? "The check was interrupted."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The budget of {options.Budget.TotalSeconds:0.###} s or {options.MemoryBudget >> 20} MiB ran out.");

    private static string Of(string key) => key.Length == 0 ? "" : $"Key {key}: ";

    private static string WhyNot(ConsistencyModel model) => model switch
    {
        ConsistencyModel.Queue => "An element was enqueued more than once, or a dequeue of unknown outcome may have taken one.",
        _ => "The history does not fit the model.",
    };
}

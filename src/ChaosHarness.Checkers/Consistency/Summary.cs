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
        int count = 0;
        int certified = 0;
        for (int key = 0; key < answers.Length; key++)
        {
            (EngineAnswer answer, string engine) = answers[key];
            if (engine.Length > 0)
                engines[engine] = engines.GetValueOrDefault(engine) + 1;
            certified += answer.Witness is not null && engine.Length > 0 ? 1 : 0;
            string name = answers.Length == 1 && history.Keys.Count > 1 ? "" : history.Keys[key];
            if (answer.Decision == Decision.OutOfBudget)
                undecided.Add($"{Of(name)}The budget of {options.Budget.TotalSeconds:0.#} s or {options.MemoryBudget >> 20} MiB ran out.");
            else if (answer.Decision == Decision.NotApplicable)
                undecided.Add($"{Of(name)}{WhyNot(model)}");
            else if (answer.Decision == Decision.Violated)
            {
                foreach (Conflict conflict in (Conflict[])[answer.Conflict!, .. answer.More ?? []])
                {
                    if (++count <= options.MostViolations)
                        violations.Add(Reduction.Tell(history, model, options, name, conflict, ct));
                }
            }
        }

        return new()
        {
            Verdict = count > 0 ? Verdict.Fail : undecided.Count > 0 ? Verdict.Unknown : Verdict.Pass,
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

    private static string Of(string key) => key.Length == 0 ? "" : $"Key {key}: ";

    private static string WhyNot(ConsistencyModel model) => model switch
    {
        ConsistencyModel.List => "An element was appended more than once, so that reads do not tell which append they saw.",
        ConsistencyModel.Set => "An element was added more than once, so that reads do not tell which add they saw.",
        ConsistencyModel.Queue => "An element was enqueued more than once, or a dequeue of unknown outcome may have taken one.",
        _ => "The history does not fit the model.",
    };
}

using ChaosHarness.Checking;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>What <c>chaos check --history</c> was asked, as its options stand on the command line.</summary>
public sealed record ConsistencyRequest
{
    /// <summary>Name of the model; see <see cref="ConsistencyNames.Models"/>.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the format; see <see cref="ConsistencyNames.Formats"/>. Defaults to <c>chaos</c>.</summary>
    public string Format { get; init; } = "chaos";

    /// <summary>What the history is called in messages. Defaults to <c>history</c>.</summary>
    public string FileName { get; init; } = "history";

    /// <summary><c>no-effect</c> or <c>value-differed</c>; null takes the format's own meaning.</summary>
    public string? FailMeans { get; init; }

    /// <summary><c>absent</c> or <c>unknown</c>; null takes the format's own meaning.</summary>
    public string? NilMeans { get; init; }

    /// <summary>The initial value; null for nil.</summary>
    public string? Initial { get; init; }

    /// <summary>Time for the check. Defaults to 60 s.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Total of a bank; null takes the first read's.</summary>
    public long? Total { get; init; }

    /// <summary>Whether accounts may be overdrawn.</summary>
    public bool AllowNegative { get; init; }

    /// <summary>Whether transactions need not respect real time.</summary>
    public bool Serializable { get; init; }

    /// <summary>Told what is being done, from any thread.</summary>
    public Action<string>? Status { get; init; }
}

/// <summary>What the command says.</summary>
/// <param name="ExitCode">0 pass, 1 fail, 2 unknown, 4 bad input.</param>
/// <param name="Text">For people.</param>
/// <param name="Json">For programs.</param>
/// <param name="Html">A page with the verdict and the pictures of all violations; empty for bad input.</param>
public sealed record ConsistencyAnswer(int ExitCode, string Text, string Json, string Html);

/// <summary>The command <c>chaos check --history</c>, without the command line and without files.</summary>
public static class ConsistencyCommand
{
    private const int BadInput = 4;
    private const int Unknown = 2;

    /// <summary>
    /// Reads and judges a history. Never throws for what a user wrote; when it is interrupted the answer is Unknown, or
    /// Fail when a violation had been found by then.
    /// </summary>
    /// <param name="request">What was asked.</param>
    /// <param name="content">The history file's content.</param>
    /// <param name="names">The names beside a history of our own, or null.</param>
    /// <param name="clock">Measures parse and check time.</param>
    /// <param name="ct">Ends reading and check.</param>
    public static ConsistencyAnswer Run(
        ConsistencyRequest request, Stream content, TextReader? names, TimeProvider clock, CancellationToken ct) =>
        Run(request, reading => HistoryReader.Read(ConsistencyNames.Formats[request.Format], content, names, reading), clock, ct);

    /// <summary>Judges all loads of a run together, as they stand in its history.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="read">Gives the history; it is called once, and what it takes counts as parse time.</param>
    /// <param name="clock">Measures parse and check time.</param>
    /// <param name="ct">Ends the check.</param>
    public static ConsistencyAnswer Run(
        ConsistencyRequest request, Func<Histories.History> read, TimeProvider clock, CancellationToken ct) =>
        Run(request, reading => ChaosRecords.Read(read(), reading), clock, ct);

    private static ConsistencyAnswer Run(
        ConsistencyRequest request, Func<HistoryReading, ConsistencyHistory> read, TimeProvider clock, CancellationToken ct)
    {
        HistoryMistake[] wrong = [.. Problems(request).Select(p => new HistoryMistake(0, p))];
        if (wrong.Length > 0)
            return Refused(request, wrong, isFile: false);
        HistoryReading reading = Reading(request);
        long started = clock.GetTimestamp();
        ConsistencyHistory history;
        try
        {
            history = read(reading);
        }
        catch (HistoryFormatException e)
        {
            return Refused(request, e.Mistakes, isFile: true);
        }
        catch (OperationCanceledException)
        {
            return Interrupted(request);
        }

        TimeSpan parseTime = clock.GetElapsedTime(started);
        ConsistencyResult result = ConsistencyChecker.Check(
            history, reading.Model, Options(request, reading, clock, ct), CancellationToken.None);
        return Answer(request, history, result, parseTime);
    }

    /// <summary>The answer when the user ended the command before anything could be known.</summary>
    public static ConsistencyAnswer Interrupted(ConsistencyRequest request)
    {
        const string Why = "It was interrupted before anything could be decided.";
        return new(
            Unknown, $"Unknown: {Why}\n", ConsistencyJson.Unknown(request, Why),
            ViolationPicture.Page("unknown", [Why], ""));
    }

    private static ConsistencyAnswer Answer(
        ConsistencyRequest request, ConsistencyHistory history, ConsistencyResult result, TimeSpan parseTime)
    {
        int exitCode = result.Verdict switch { Verdict.Pass => 0, Verdict.Fail => 1, _ => Unknown };
        return new(
            exitCode, ConsistencyText.Of(request, result, parseTime), ConsistencyJson.Of(request, result, parseTime),
            ViolationPicture.Html(history, ConsistencyNames.Models[request.Model], result));
    }

    private static ConsistencyAnswer Refused(
        ConsistencyRequest request, IReadOnlyList<HistoryMistake> mistakes, bool isFile)
    {
        string file = isFile ? request.FileName : "";
        return new(BadInput, ConsistencyText.Of(file, mistakes), ConsistencyJson.Of(file, mistakes), "");
    }

    private static HistoryReading Reading(ConsistencyRequest request) => new()
    {
        Model = ConsistencyNames.Models[request.Model],
        Fail = request.FailMeans switch
        {
            "no-effect" => FailMeaning.NoEffect, "value-differed" => FailMeaning.ValueDiffered, _ => null,
        },
        NilIsAbsent = request.NilMeans switch { "absent" => true, "unknown" => false, _ => null },
        Initial = request.Initial is "nil" ? null : request.Initial,
    };

    private static ConsistencyOptions Options(
        ConsistencyRequest request, HistoryReading reading, TimeProvider clock, CancellationToken ct) => new()
    {
        Initial = reading.Initial,
        NilIsAbsent = reading.NilIsAbsent ?? false,
        Budget = request.Budget,
        Total = request.Total,
        AllowNegative = request.AllowNegative,
        Realtime = !request.Serializable,
        KeepWitnesses = false,
        Clock = clock,
        Interrupt = ct,
        Decided = request.Status is { } status ? (done, all) => status(Progress(done, all)) : null,
    };

    private static string Progress(int done, int all) => all == 1 ? "telling" : $"checking, {done} of {all} keys decided";

    /// <summary>What is wrong with a request, each mistake for itself.</summary>
    private static IEnumerable<string> Problems(ConsistencyRequest request)
    {
        if (!ConsistencyNames.Models.ContainsKey(request.Model))
            yield return $"there is no model '{request.Model}'; there are {string.Join(", ", ConsistencyNames.AllModels.Select(m => m.Name))}";
        if (!ConsistencyNames.Formats.ContainsKey(request.Format))
            yield return $"there is no format '{request.Format}'; there are {string.Join(", ", ConsistencyNames.Formats.Keys)}";
        if (request.FailMeans is not (null or "no-effect" or "value-differed"))
            yield return $"--fail-means is no-effect or value-differed, not '{request.FailMeans}'";
        if (request.NilMeans is not (null or "absent" or "unknown"))
            yield return $"--nil-means is absent or unknown, not '{request.NilMeans}'";
        if (request.Budget <= TimeSpan.Zero)
            yield return "--budget has to be longer than nothing";
    }
}

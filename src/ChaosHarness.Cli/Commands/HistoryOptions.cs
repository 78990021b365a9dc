using System.CommandLine;
using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Scenarios;
using ChaosHarness.Scenarios.Values;

namespace ChaosHarness.Cli.Commands;

/// <summary>The options of <c>chaos check --history</c>, and what may be wrong with them.</summary>
internal sealed class HistoryOptions
{
    /// <summary>Stands for standard input.</summary>
    public const string Standard = "-";

    private const string Loads = "*.ops";

    private readonly Option<string?> _file = new("--history") { Description = "A history file to judge; - is standard input; a run's folder means all its loads." };
    private readonly Option<string?> _model = new("--model") { Description = "What the history has to behave like; see above." };
    private readonly Option<string?> _format = new("--format")
    {
        Description = string.Join(", ", ConsistencyNames.AllFormats.Select(f => f.Name)) + ". Default: told from the file.",
    };

    private readonly Option<string?> _failMeans = new("--fail-means")
    {
        Description = "What a failed cas (acquire, dequeue) says: no-effect, or value-differed (it was not the expected one). "
            + "Default: value-differed for etcd-log, else no-effect.",
    };

    private readonly Option<string?> _nilMeans = new("--nil-means")
    {
        Description = "What a read of nil says: absent, or unknown (nothing). Default: absent; in Jepsen's formats with --initial, unknown.",
    };

    private readonly Option<string?> _initial = new("--initial") { Description = "The value before everything. Default: nil (a counter: 0)." };
    private readonly Option<string?> _budget = new("--budget") { Description = "Time for the check; used up, the answer is Unknown. Default: 60s." };
    private readonly Option<long?> _total = new("--total") { Description = "The total of a bank. Default: that of the first read." };
    private readonly Option<bool> _negative = new("--allow-negative") { Description = "A bank's accounts may be overdrawn." };
    private readonly Option<bool> _serializable = new("--serializable") { Description = "Transactions need not respect real time." };
    private readonly Option<bool> _json = new("--json") { Description = "Write the answer as JSON." };
    private readonly Option<string?> _html = new("--html") { Description = "Also write a page with pictures of the violations to this file." };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All =>
    [
        _file, _model, _format, _failMeans, _nilMeans, _initial, _budget, _total, _negative, _serializable, _json, _html,
    ];

    /// <summary>Whether a history is to be judged.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_file) is not null;

    /// <summary>The options that were given although no history was.</summary>
    public IEnumerable<string> Alone(ParseResult parsed) =>
        All.Where(o => parsed.GetResult(o) is { Implicit: false }).Select(o => $"{o.Name} belongs to --history FILE");

    /// <summary>What is asked, with every mistake in it.</summary>
    public HistoryCall Read(ParseResult parsed)
    {
        List<string> mistakes = [];
        string file = parsed.GetValue(_file)!;
        string? model = parsed.GetValue(_model);
        string? format = parsed.GetValue(_format);
        if (model is null)
            mistakes.Add("--model is missing: " + string.Join(", ", ConsistencyNames.AllModels.Select(m => m.Name)));
        else if (!ConsistencyNames.Models.ContainsKey(model))
            mistakes.Add(Suggestion.Unknown("model", model, ConsistencyNames.Models.Keys));
        if (format is not null && !ConsistencyNames.Formats.ContainsKey(format))
            mistakes.Add(Suggestion.Unknown("format", format, ConsistencyNames.Formats.Keys));
        OneOf(mistakes, parsed, _failMeans, "no-effect", "value-differed");
        OneOf(mistakes, parsed, _nilMeans, "absent", "unknown");
        TimeSpan budget = Budget(parsed.GetValue(_budget) ?? "60s", mistakes);
        mistakes.AddRange(Files(file, parsed.GetValue(_html)));
        return new(mistakes, file, format, parsed.GetValue(_json), parsed.GetValue(_html), new()
        {
            Model = model ?? "",
            FileName = file == Standard ? "standard input" : file,
            FailMeans = parsed.GetValue(_failMeans),
            NilMeans = parsed.GetValue(_nilMeans),
            Initial = parsed.GetValue(_initial),
            Budget = budget,
            Total = parsed.GetValue(_total),
            AllowNegative = parsed.GetValue(_negative),
            Serializable = parsed.GetValue(_serializable),
        });
    }

    private static void OneOf(List<string> mistakes, ParseResult parsed, Option<string?> option, params string[] known)
    {
        if (parsed.GetValue(option) is { } word && !known.Contains(word))
            mistakes.Add(Suggestion.Unknown($"word for {option.Name}", word, known));
    }

    private static TimeSpan Budget(string text, List<string> mistakes)
    {
        if (Durations.Complaint(text) is { } complaint)
            mistakes.Add($"--budget: {complaint}");
        else if (Durations.Parse(text) == TimeSpan.Zero)
            mistakes.Add("--budget has to be longer than nothing");
        return Durations.Parse(text) ?? TimeSpan.Zero;
    }

    /// <summary>The folder in which the loads' records of a run stand, given that or the run's own; null when it is neither.</summary>
    public static string? FolderOfLoads(string folder) => ((string[])[folder, Path.Combine(folder, "history")])
        .FirstOrDefault(f => Directory.Exists(f) && Directory.EnumerateFiles(f, Loads).Any());

    /// <summary>
    /// Records that stand beside one load's. A value that another load wrote would look as if nobody had.
    /// </summary>
    private static string[] OtherLoads(string file) => Path.GetExtension(file) != ".ops" ? []
        : [.. Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(file))!, Loads)
            .Select(f => Path.GetFileName(f)!).Where(f => f != Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Files(string file, string? html)
    {
        bool isFolder = file != Standard && Directory.Exists(file);
        if (isFolder && FolderOfLoads(file) is null)
            yield return $"'{file}' is a folder without recorded loads (*.ops); name a file, or a run's folder";
        else if (!isFolder && file != Standard && !File.Exists(file))
            yield return $"there is no file '{file}'";
        else if (!isFolder && OtherLoads(file) is { Length: > 0 } others)
        {
            yield return $"'{file}' is one load of several ({string.Join(", ", others)} beside it) that may share keys: "
                + $"judge them together with --history {Path.GetDirectoryName(Path.GetFullPath(file))}";
        }

        if (html is not null && Directory.Exists(html))
            yield return $"--html '{html}' is a folder: name a file in it";
        else if (html is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(html))))
            yield return $"there is no folder for --html '{html}'";
    }
}

/// <summary>What <c>chaos check --history</c> was asked.</summary>
/// <param name="Mistakes">What is wrong with it, each for itself.</param>
/// <param name="File">The history file.</param>
/// <param name="Format">Its format; null has to be told from the file.</param>
/// <param name="Json">Whether the answer is to be JSON.</param>
/// <param name="Html">Where the page goes, or null.</param>
/// <param name="Request">The rest.</param>
internal sealed record HistoryCall(
    IReadOnlyList<string> Mistakes, string File, string? Format, bool Json, string? Html, ConsistencyRequest Request);

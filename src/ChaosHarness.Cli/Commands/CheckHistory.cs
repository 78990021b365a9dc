using System.Globalization;
using System.Text.Json;
using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Cli.Output;
using ChaosHarness.Reports;

namespace ChaosHarness.Cli.Commands;

/// <summary><c>chaos check --history FILE</c>: judges anybody's history by a consistency model.</summary>
internal static class CheckHistory
{
    /// <summary>From when on somebody who waits wants to know what for.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    /// <summary>How long an interrupted check may take to say what it knows; less than a process that was told to end has.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1.5);

    /// <summary>Judges, prints, and gives the exit code.</summary>
    public static async Task<int> RunAsync(HistoryCall call, TimeProvider clock, CancellationToken ct)
    {
        if (call.Mistakes.Count > 0)
            return Print(call, Refused(call.Mistakes));
        try
        {
            using HistoryInput input = new(Open(call.File), ct);
            Activity activity = new();
            Task<ConsistencyAnswer> judging = Task.Run(() => Judge(call, input, activity, clock, ct), CancellationToken.None);
            await WaitAsync(judging, input, call, activity, clock, ct);
            if (!judging.IsCompleted)
                return Print(call, ConsistencyCommand.Interrupted(call.Request));
            return Print(call, await judging);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or RunDataException)
        {
            return Print(call, Refused([exception.Message]));
        }
    }

    /// <summary>What the check is doing now, told by its threads.</summary>
    private sealed class Activity
    {
        private volatile string _now = "";

        /// <summary>Empty while it reads.</summary>
        public string Now { get => _now; set => _now = value; }
    }

    private static Stream Open(string file) => Directory.Exists(file) ? Stream.Null : file == HistoryOptions.Standard
        ? Console.OpenStandardInput()
        : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16, FileOptions.SequentialScan);

    private static ConsistencyAnswer Judge(
        HistoryCall call, HistoryInput input, Activity activity, TimeProvider clock, CancellationToken ct)
    {
        ConsistencyRequest request = call.Request with { Status = now => activity.Now = now };
        if (call.File != HistoryOptions.Standard && Directory.Exists(call.File))
            return JudgeFolder(call, request, clock, ct);
        string? format = call.Format ?? FormatGuess.Of(input.Peek(FormatGuess.HeadSize), call.File);
        if (format is null)
        {
            return Refused([$"{call.Request.FileName}: its format cannot be told; say --format "
                + string.Join(", ", ConsistencyNames.AllFormats.Select(f => f.Name))]);
        }

        using StreamReader? names = Names(call.File, format);
        return ConsistencyCommand.Run(request with { Format = format }, input, names, clock, ct);
    }

    private static ConsistencyAnswer JudgeFolder(
        HistoryCall call, ConsistencyRequest request, TimeProvider clock, CancellationToken ct)
    {
        if (call.Format is not (null or "chaos"))
            return Refused([$"'{call.File}' is a folder of our own records: leave --format {call.Format} out"]);
        string folder = HistoryOptions.FolderOfLoads(call.File)!;
        return ConsistencyCommand.Run(
            request with { Format = "chaos", FileName = "history" }, () => Reports.HistoryReader.Read(folder), clock, ct);
    }

    private static StreamReader? Names(string file, string format)
    {
        string names = Path.ChangeExtension(file, ".names");
        return format == "chaos" && file != HistoryOptions.Standard && File.Exists(names) ? new(names) : null;
    }

    /// <summary>Waits for the end, and for those who look at a terminal says what is being done.</summary>
    private static async Task WaitAsync(
        Task judging, HistoryInput input, HistoryCall call, Activity activity, TimeProvider clock, CancellationToken ct)
    {
        using Output.Progress progress = new(clock);
        long started = clock.GetTimestamp();
        using PeriodicTimer timer = new(s_look, clock);
        Task ended = Task.Delay(Timeout.InfiniteTimeSpan, clock, ct);
        while (await Task.WhenAny(judging, ended, timer.WaitForNextTickAsync(CancellationToken.None).AsTask()) is { } first
            && first != judging && first != ended)
        {
            if (Terminal.Interactive && clock.GetElapsedTime(started) > s_patience)
                progress.Status(activity.Now.Length > 0 ? activity.Now : Reading(call, input));
        }

        if (ct.IsCancellationRequested)
            await Task.WhenAny(judging, Task.Delay(s_grace, clock, CancellationToken.None));
    }

    private static string Reading(HistoryCall call, HistoryInput input) =>
        string.Create(CultureInfo.InvariantCulture, $"{call.Request.FileName}: {input.Count / 1e6:N1} MB read");

    private static ConsistencyAnswer Refused(IReadOnlyList<string> mistakes) => new(
        ExitCodes.BadInput, string.Concat(mistakes.Select(m => m + "\n")), ErrorJson(mistakes), "");

    private static string ErrorJson(IReadOnlyList<string> mistakes) => JsonSerializer.Serialize(
        new { verdict = "error", errors = mistakes.Select(text => new { text }) }, s_indented);

    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static int Print(HistoryCall call, ConsistencyAnswer answer)
    {
        if (answer.ExitCode == ExitCodes.BadInput)
        {
            foreach (string line in answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                Terminal.Complain(line);
        }

        if (call.Json)
            Terminal.Write(answer.Json + "\n");
        else if (answer.ExitCode != ExitCodes.BadInput)
            Terminal.Write(answer.Text);
        if (call.Html is { } html && answer.Html.Length > 0)
        {
            File.WriteAllText(html, answer.Html);
            if (!call.Json)
                Terminal.Write($"\npictures: {html}\n");
        }

        return answer.ExitCode;
    }
}

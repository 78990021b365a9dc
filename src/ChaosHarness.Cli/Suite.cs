using ChaosHarness.Cli.Commands;
using ChaosHarness.Cli.Output;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Reports;
using ChaosHarness.Reports.Series;
using ChaosHarness.Scenarios;
using Spectre.Console;

namespace ChaosHarness.Cli;

/// <summary>What <c>chaos run</c> was asked for.</summary>
/// <param name="Paths">Files and folders.</param>
/// <param name="Overrides">What the command line puts in the place of the files' values.</param>
/// <param name="Reports">The folder for run folders.</param>
/// <param name="Repeat">How many runs of each scenario; null for what the file says.</param>
/// <param name="Labs">How many scenarios at a time.</param>
internal sealed record RunRequest(IReadOnlyList<string> Paths, Overrides Overrides, string Reports, int? Repeat, int Labs);

/// <summary>
/// Runs scenarios, each in namespaces of its own, one after the other or several at a time. With several, each line of
/// progress names its scenario, and what a run came to is printed as a whole when it has ended.
/// </summary>
internal sealed class Suite(RunRequest request, TimeProvider clock)
{
    private readonly SeriesReport _series = new(request.Reports, clock);

    /// <summary>The terminal and the series' report are for one run at a time.</summary>
    private readonly Lock _turn = new();

    /// <summary>Runs all of them, and gives the worst exit code.</summary>
    /// <param name="scenarios">What to run.</param>
    /// <param name="ct">Ends the runs under way, which heal and still report; starts no other.</param>
    public async Task<int> RunAsync(IReadOnlyList<Scenario> scenarios, CancellationToken ct)
    {
        using SemaphoreSlim labs = new(request.Labs);
        using CancellationTokenSource noMore = CancellationTokenSource.CreateLinkedTokenSource(ct);
        List<(Scenario Scenario, int Code)> ended = [];
        try
        {
            await Task.WhenAll(scenarios.Select(s => InTurnAsync(s, labs, ended, noMore)));
        }
        finally
        {
            Conclude(scenarios.Count, ended);
        }

        return ended.Select(e => e.Code).Aggregate(ExitCodes.Pass, ExitCodes.Worse);
    }

    /// <summary>A scenario for which there cannot be a lab is the last one: the next would fare no better.</summary>
    private async Task InTurnAsync(
        Scenario scenario, SemaphoreSlim labs, List<(Scenario Scenario, int Code)> ended, CancellationTokenSource noMore)
    {
        await labs.WaitAsync(CancellationToken.None);
        try
        {
            if (noMore.IsCancellationRequested)
                return;
            int code = await RepeatAsync(scenario, noMore.Token);
            lock (_turn)
                ended.Add((scenario, code));
        }
        catch
        {
            await noMore.CancelAsync();
            throw;
        }
        finally
        {
            labs.Release();
        }
    }

    private void Conclude(int asked, IReadOnlyList<(Scenario Scenario, int Code)> ended)
    {
        if (asked > 1 && ended.Count > 0)
            Print(ended);
        bool isSeries = File.Exists(_series.PagePath);
        // Each run has written it; runs that end together may have missed each other, and none knows the series.
        if (ended.Count > 0 && (request.Labs > 1 || isSeries))
            IndexPage.Write(request.Reports);
        if (isSeries)
            Terminal.Out.MarkupLineInterpolated($"all runs together: {_series.PagePath}");
    }

    /// <summary>
    /// All runs of a scenario, and what came of them together when there are several. The values of what is varied take
    /// turns, so that a machine that gets busier meets all of them alike.
    /// </summary>
    private async Task<int> RepeatAsync(Scenario scenario, CancellationToken ct)
    {
        int count = Math.Max(1, request.Repeat ?? scenario.Repeat);
        VariedValue?[] values = [.. (IEnumerable<VariedValue?>?)scenario.Vary?.Values ?? [null]];
        var planned = Enumerable.Range(0, count).SelectMany(i => values.Select(v => (i, v))).ToArray();
        SeriesScenario? repeated = planned.Length > 1 ? Begin(scenario) : null;
        int worst = ExitCodes.Pass;
        foreach ((int index, (int turn, VariedValue? value)) in planned.Index().TakeWhile(_ => !ct.IsCancellationRequested))
        {
            Scenario one = scenario with { Seed = unchecked(scenario.Seed + turn) & int.MaxValue };
            string varied = value is null ? "" : $", {scenario.Vary!.Parameter} {value.Text}";
            string place = repeated is null ? "" : $", run {index + 1} of {planned.Length}";
            Say($"[bold]{Markup.Escape(one.Title)}[/]  [grey]{Markup.Escape($"{one.Path}, seed {one.Seed}{varied}{place}")}[/]");
            IReadOnlyCollection<string> before = _series.Folders();
            int code = await RunAsync(one, value, ct);
            worst = ExitCodes.Worse(worst, code);
            if (repeated is not null)
                Add(repeated, one, value, code, before);
        }

        if (repeated is not null)
            Print(repeated);
        return worst;
    }

    private SeriesScenario Begin(Scenario scenario)
    {
        lock (_turn)
            return _series.Begin(scenario);
    }

    private void Add(
        SeriesScenario repeated, Scenario one, VariedValue? value, int code, IReadOnlyCollection<string> before)
    {
        lock (_turn)
        {
            repeated.Add(value, _series.Find(one, value, code, before));
            _series.Write();
        }
    }

    /// <summary>One run, with the terminal to itself or with its lines among those of others.</summary>
    private async Task<int> RunAsync(Scenario scenario, VariedValue? value, CancellationToken ct)
    {
        List<string> results = [];
        string name = Path.Combine(
            Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(scenario.Path))) ?? "", Path.GetFileNameWithoutExtension(scenario.Path));
        ReexecOptions options = request.Labs == 1
            ? new() : new() { Output = results.Add, Error = line => Terminal.Note($"{name}  {line}") };
        int code = await LabHost.ReexecAsync(Inner(scenario, value), options, clock, ct);
        lock (_turn)
        {
            if (results.Count > 0)
                Terminal.Write($"{name}\n{string.Join('\n', results)}\n");
        }

        return code < 128 ? code : Killed(code);
    }

    private string[] Inner(Scenario scenario, VariedValue? value)
    {
        Dictionary<string, string> parameters = new(request.Overrides.Parameters);
        if (value is not null)
            parameters[scenario.Vary!.Parameter] = value.Text;
        return
        [
            InnerRunCommand.Name, scenario.Path, "--seed", $"{scenario.Seed}", "--reports", Path.GetFullPath(request.Reports),
            .. parameters.SelectMany(p => new[] { "--set", $"{p.Key}={p.Value}" }),
        ];
    }

    private int Killed(int code)
    {
        Say($"[red]the run was killed by signal {code - 128}; the kernel has removed its lab, and what it recorded so far is in its run folder[/]");
        return ExitCodes.Bug;
    }

    private void Say(string markup)
    {
        lock (_turn)
            Terminal.Error.MarkupLine(markup);
    }

    private void Print(SeriesScenario repeated)
    {
        lock (_turn)
            RepeatedRuns.Print(repeated);
    }

    private static void Print(IReadOnlyList<(Scenario Scenario, int Code)> ended)
    {
        Spectre.Console.Table table = new() { Border = TableBorder.Simple };
        table.AddColumns("scenario", "verdict");
        foreach ((Scenario scenario, int code) in ended)
            table.AddRow(Markup.Escape(scenario.Title), ExitCodes.Describe(code));
        Terminal.Out.Write(table);
    }
}

using ChaosHarness.Cli.Output;
using ChaosHarness.Scenarios;
using Spectre.Console;

namespace ChaosHarness.Cli;

/// <summary>The scenarios a command was given, read and validated together, so that all mistakes are known at once.</summary>
internal sealed class ScenarioSet
{
    private readonly List<Problem> _problems = [];

    /// <summary>Those without a mistake.</summary>
    public List<Scenario> Scenarios { get; } = [];

    /// <summary>Every mistake in every file.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Reads files, and every scenario in folders.</summary>
    /// <exception cref="UsageException">A path does not exist, or a folder holds no scenario.</exception>
    public static ScenarioSet Read(IReadOnlyList<string> paths, Overrides overrides)
    {
        ScenarioReader reader = new(Composition.Vocabulary);
        ScenarioSet set = new();
        foreach (string file in paths.SelectMany(Expand))
        {
            ReadOptions options = overrides.For(NewSeed());
            ReadResult<Scenario> result = reader.Read(file, options);
            set._problems.AddRange(result.Problems);
            if (result.Value is not { } scenario)
                continue;
            set.Scenarios.Add(scenario);
            foreach (VariedValue value in scenario.Vary?.Values ?? [])
                set._problems.AddRange(reader.Read(file, With(options, scenario.Vary!.Parameter, value.Text)).Problems);
        }

        return set;
    }

    /// <summary>Prints the mistakes and gives the exit code for them.</summary>
    public int Report()
    {
        // Several scenarios share a stack and a table: a mistake there is one mistake.
        Problem[] distinct = [.. _problems.Distinct()];
        foreach (Problem problem in distinct)
            Terminal.Error.MarkupLineInterpolated($"{problem.Path}:{problem.Line}:{problem.Column}: [red]{problem.Message}[/]");
        if (distinct.Length > 0)
            Terminal.Error.WriteLine(distinct.Length == 1 ? "1 problem; nothing was run." : $"{distinct.Length} problems; nothing was run.");
        return distinct.Length > 0 ? ExitCodes.BadInput : ExitCodes.Pass;
    }

    /// <summary>The stack is another one with each value: a template may be wrong with one of them only.</summary>
    private static ReadOptions With(ReadOptions options, string parameter, string value) => options with
    {
        Vary = null, Parameters = new Dictionary<string, string>(options.Parameters) { [parameter] = value },
    };

    private static IEnumerable<string> Expand(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new UsageException($"there is no file or folder '{path}'");
        string[] files = [.. Library.Scenarios(path)];
        return files.Length > 0 ? files : throw new UsageException($"there is no scenario in '{path}'");
    }

    private static int NewSeed() => System.Security.Cryptography.RandomNumberGenerator.GetInt32(1, int.MaxValue);
}

using ChaosHarness.Cli.Output;
using ChaosHarness.Scenarios;
using Spectre.Console;

namespace ChaosHarness.Cli;

/// <summary>Finds and reads stacks for commands that need no scenario.</summary>
internal static class StackFiles
{
    /// <summary>The path of a stack file given by name or path.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static string Find(string nameOrPath)
    {
        if (File.Exists(nameOrPath))
            return nameOrPath;
        string[] known = Directory.Exists("scenarios") ? [.. Library.Stacks("scenarios")] : [];
        return known.FirstOrDefault(p => Name(p) == nameOrPath)
            ?? throw new UsageException($"there is no stack '{nameOrPath}'; there is {string.Join(", ", known.Select(Name))}");
    }

    /// <summary>Reads a stack, or says everything that is wrong with it.</summary>
    /// <exception cref="UsageException">It has mistakes; they have been printed.</exception>
    public static Stack Read(string path, IReadOnlyList<string> set)
    {
        ReadResult<Stack> result = new ScenarioReader(Composition.Vocabulary)
            .ReadStack(path, Overrides.Parse(null, set).Parameters);
        foreach (Problem problem in result.Problems)
            Terminal.Error.MarkupLineInterpolated($"{problem.Path}:{problem.Line}:{problem.Column}: [red]{problem.Message}[/]");
        return result.Value ?? throw new UsageException("nothing was started");
    }

    private static string Name(string path) => Path.GetFileName(Path.GetDirectoryName(path))!;
}

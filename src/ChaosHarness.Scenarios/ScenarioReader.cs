using ChaosHarness.Scenarios.Reading;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios;

/// <summary>
/// Reads the files that users write. Every mistake is reported at once, with file, line and column; mistakes in the
/// stack, its templates and its table are reported together with the scenario's.
/// </summary>
/// <param name="words">The names that code stands behind.</param>
public sealed class ScenarioReader(Vocabulary words)
{
    /// <summary>Reads a scenario with its stack and table.</summary>
    /// <param name="path">The file; its stack stands in <c>stacks/NAME</c> in a folder above it.</param>
    /// <param name="options">What the command line says.</param>
    public ReadResult<Scenario> Read(string path, ReadOptions options)
    {
        SourceFolder folder = SourceFolder.Of(path);
        ProblemList problems = new(SourceFolder.Shown(path));
        if (folder.Text(path) is not { } text)
            return new(null, [new(SourceFolder.Shown(path), 1, 1, "there is no such file")]);
        if (YamlTree.Parse(text, problems) is not { } file)
            return new(null, problems.All);
        ScenarioBuilder builder = new(file, folder, words, problems, options);
        Scenario scenario = builder.Build(SourceFolder.Shown(path));
        Problem[] all = [.. problems.All, .. builder.StackProblems];
        return new(all.Length == 0 ? scenario with { Files = folder.Taken } : null, all);
    }

    /// <summary>Reads a stack with its table.</summary>
    /// <param name="path">Its <c>stack.yaml</c>.</param>
    /// <param name="parameters">Values of its parameters; those not given have their defaults.</param>
    public ReadResult<Stack> ReadStack(string path, IReadOnlyDictionary<string, string> parameters)
    {
        if (StackReader.Open(path, SourceFolder.Of(path), words) is not { } reader)
            return new(null, [new(SourceFolder.Shown(path), 1, 1, "there is no such file")]);
        List<Problem> given = [];
        foreach ((string name, string value) in parameters)
        {
            if (reader.Complaint(name, value) is { } complaint)
                given.Add(new(SourceFolder.Shown(path), 1, 1, complaint));
        }

        Stack stack = reader.Build(parameters);
        Problem[] all = [.. given, .. reader.Problems];
        return new(all.Length == 0 ? stack : null, all);
    }

    /// <summary>
    /// What scenarios may change in a stack, as far as its file can be read; nothing when there is no such file.
    /// </summary>
    public IReadOnlyList<StackParameter> ReadParameters(string path) =>
        StackReader.Open(path, SourceFolder.Of(path), words)?.Parameters ?? [];

    /// <summary>
    /// Reads a table by itself: names of nodes and watches are not checked, because the stack is not known.
    /// </summary>
    public static ReadResult<Table> ReadTable(string path)
    {
        SourceFolder folder = SourceFolder.Of(path);
        if (folder.Text(path) is not { } text)
            return new(null, [new(SourceFolder.Shown(path), 1, 1, "there is no such file")]);
        TableReading read = TableReader.Read(path, text, folder, null);
        return new(read.Problems.Count == 0 ? read.Value : null, read.Problems);
    }
}

/// <summary>What the command line says about a scenario.</summary>
/// <param name="Seed">The seed for a scenario that names none.</param>
public sealed record ReadOptions(int Seed)
{
    /// <summary>Whether <see cref="Seed"/> wins over the file's.</summary>
    public bool OverrideSeed { get; init; }

    /// <summary>Parameters of the stack that win over the file's.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The parameter to vary and its values, instead of the file's; null for the file's.</summary>
    public KeyValuePair<string, IReadOnlyList<string>>? Vary { get; init; }
}

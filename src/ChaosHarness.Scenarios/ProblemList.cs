using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios;

/// <summary>Collects the mistakes of one file. The same mistake at the same place counts once.</summary>
internal sealed class ProblemList(string path)
{
    private readonly List<Problem> _problems = [];

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>
    /// Set after a syntax error: what seems to be missing may stand below it, so nothing is said about that.
    /// </summary>
    public bool Incomplete { get; set; }

    /// <summary>All so far, from top to bottom.</summary>
    public IReadOnlyList<Problem> All => [.. _problems.OrderBy(p => p.Line).ThenBy(p => p.Column)];

    /// <summary>Adds a mistake at a place.</summary>
    public void Add(int line, int column, string message)
    {
        Problem problem = new(Path, line, column, message);
        if (!_problems.Contains(problem))
            _problems.Add(problem);
    }

    /// <summary>Adds a mistake at an item.</summary>
    public void Add(YamlItem where, string message) => Add(where.Line, where.Column, message);

    /// <summary>Adds that something is not there, unless a syntax error may have hidden it.</summary>
    public void Missing(YamlItem where, string message)
    {
        if (!Incomplete)
            Add(where, message);
    }
}

namespace ChaosHarness.Scenarios.Reading;

/// <summary>The folder of all scenarios: the one that holds <c>stacks</c>. Remembers what was read from it.</summary>
/// <param name="root">Its full path.</param>
internal sealed class SourceFolder(string root)
{
    /// <summary>The folder of all stacks.</summary>
    public const string Stacks = "stacks";

    /// <summary>The name of a stack's own file.</summary>
    public const string StackFile = "stack.yaml";

    private readonly Dictionary<string, SourceFile> _taken = [];

    /// <summary>Its full path.</summary>
    public string Root { get; } = root;

    /// <summary>Every file read so far.</summary>
    public IReadOnlyList<SourceFile> Taken => [.. _taken.Values];

    /// <summary>
    /// The folder that a file belongs to: the nearest one above it that holds <c>stacks</c>, or else its own.
    /// </summary>
    public static SourceFolder Of(string path)
    {
        string own = Path.GetDirectoryName(Path.GetFullPath(path))!;
        for (string? folder = own; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(Path.Combine(folder, Stacks)))
                return new(folder);
        }

        return new(own);
    }

    /// <summary>The text of a file, or null when there is none.</summary>
    public string? Text(string path)
    {
        string full = Path.GetFullPath(path);
        if (_taken.TryGetValue(full, out SourceFile? taken))
            return taken.Text;
        if (!File.Exists(full))
            return null;
        _taken[full] = new(Relative(full), File.ReadAllText(full));
        return _taken[full].Text;
    }

    /// <summary>The file of a stack.</summary>
    public string PathOfStack(string name) => Path.Combine(Root, Stacks, name, StackFile);

    /// <summary>The names of all stacks.</summary>
    public IReadOnlyList<string> StackNames()
    {
        string folder = Path.Combine(Root, Stacks);
        if (!Directory.Exists(folder))
            return [];
        IEnumerable<string> stacks = Directory.EnumerateDirectories(folder).Where(d => File.Exists(Path.Combine(d, StackFile)));
        return [.. stacks.Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];
    }

    /// <summary>A path relative to this folder, with forward slashes.</summary>
    public string Relative(string path) => Path.GetRelativePath(Root, Path.GetFullPath(path)).Replace('\\', '/');

    /// <summary>A path as people see it best: relative to where they are when the file is below.</summary>
    public static string Shown(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, Path.GetFullPath(path));
        return relative.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(path) : relative;
    }
}

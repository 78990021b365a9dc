using ChaosHarness.Scenarios.Shapes;
using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>Reads the services of a stack, once for every node that runs them.</summary>
/// <param name="stack">The stack file.</param>
/// <param name="path">Its path: templates stand beside it.</param>
internal sealed class ServiceReader(YamlMap stack, string path, SourceFolder folder, ProblemList problems)
{
    private const int FolderMode = 0b111_101_101;
    private const int FileMode = 0b110_100_100;

    private readonly Dictionary<string, ProblemList> _templates = [];

    /// <summary>Mistakes in the templates.</summary>
    public IEnumerable<Problem> TemplateProblems => _templates.Values.SelectMany(p => p.All);

    /// <summary>A service as it is on one node, or null when it is not there or no map.</summary>
    public ServiceSpec? Read(string name, Filler filler)
    {
        if (stack.MapOf("services").FirstOrDefault(e => e.Key.Text == name)?.Value is not YamlMap map)
            return null;
        string user = filler.Text(map, "user") ?? "root";
        if (map["command"] is null == map["process"] is null)
            problems.Missing(map, $"service '{name}' needs either 'command' or, when another program starts it, 'process'");
        ServiceSpec standard = new() { Name = name, Command = [] };
        return standard with
        {
            Command = filler.List(map, "command"),
            Process = filler.Text(map, "process"),
            StartedBy = Starter(map),
            User = user,
            Environment = filler.Map(map, "env"),
            Files = [.. map.ListOf("files").OfType<YamlMap>().Select(f => File(f, user, filler)).OfType<FileSpec>()],
            Logs = filler.List(map, "logs"),
            Restart = Restart(filler.Text(map, "restart", StackShape.Restart)) ?? standard.Restart,
            RestartDelay = Duration(map, "restart-delay", filler) ?? standard.RestartDelay,
            StopSignal = StackShape.Signals.GetValueOrDefault(map.Text("stop-signal") ?? "", standard.StopSignal),
            StopTimeout = Duration(map, "stop-timeout", filler) ?? standard.StopTimeout,
            Enabled = map.Text("enabled") is not "false",
        };
    }

    private string? Starter(YamlMap map)
    {
        if (map.Scalar("started-by") is not { } starter)
            return null;
        string[] services = [.. stack.MapOf("services").Select(e => e.Key.Text)];
        if (map["process"] is null)
            problems.Add(starter, "'started-by' is for a service with 'process': one with a command is started by its service manager");
        else if (!services.Contains(starter.Text))
            problems.Add(starter, Suggestion.Unknown("service", starter.Text, services));
        return starter.Text;
    }

    private FileSpec? File(YamlMap map, string user, Filler filler)
    {
        bool isFolder = map["folder"] is not null;
        if (filler.Text(map, isFolder ? "folder" : "path") is not { } target)
            return null;
        if (!target.StartsWith('/'))
            problems.Add(map, $"'{target}' is not an absolute path: begin it with '/'");
        string owner = filler.Text(map, "owner") ?? user;
        int mode = map.Text("mode") is { } octal && octal.Length <= 4 && octal.All(c => c is >= '0' and <= '7')
            ? Convert.ToInt32(octal, 8) : isFolder ? FolderMode : FileMode;
        return new(target, isFolder ? "" : Content(map, filler), owner, mode, isFolder);
    }

    private string Content(YamlMap map, Filler filler)
    {
        if (map["from"] is null == map["content"] is null)
            problems.Missing(map, "a file needs either 'from' (a file beside the stack file) or 'content' (its text)");
        if (map.Scalar("from") is not { } from)
            return filler.Text(map, "content") ?? "";
        string source = Path.Combine(Path.GetDirectoryName(path)!, from.Text);
        if (folder.Text(source) is { } text)
        {
            return new Template(
                filler.Scope, (line, column, message) => Problems(source).Add(line + 1, column + 1, message)).Fill(text);
        }

        problems.Add(from, $"there is no file '{SourceFolder.Shown(source)}'");
        return "";
    }

    private ProblemList Problems(string source) => _templates.TryGetValue(source, out ProblemList? list)
        ? list : _templates[source] = new(SourceFolder.Shown(source));

    private static TimeSpan? Duration(YamlMap map, string key, Filler filler) =>
        filler.Text(map, key, ScalarType.Duration) is { } text ? Durations.Parse(text) : null;

    private static RestartPolicy? Restart(string? word) => word switch
    {
        "always" => RestartPolicy.Always,
        "on-failure" => RestartPolicy.OnFailure,
        "never" => RestartPolicy.Never,
        _ => null,
    };
}

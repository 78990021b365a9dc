using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>
/// Reads what a stack says beyond its nodes and services: watches, roles, entry points, steady state, data.
/// </summary>
internal sealed class PartReader
{
    private static readonly TimeSpan s_defaultEvery = TimeSpan.FromMilliseconds(100);

    private readonly YamlMap _file;
    private readonly Filler _filler;
    private readonly Vocabulary _words;
    private readonly ProblemList _problems;
    private readonly StackNames _names;

    public PartReader(
        YamlMap file, IReadOnlyList<NodeSpec> nodes, Filler filler, Vocabulary words, ProblemList problems)
    {
        (_file, _filler, _words, _problems) = (file, filler, words, problems);
        _names = new(nodes, new Dictionary<string, RoleSpec>(), []);
        Watches = [.. Maps("watches").Select(e => Watch(e.Key, e.Map))];
        Roles = ReadRoles();
    }

    public IReadOnlyList<WatchSpec> Watches { get; }

    public IReadOnlyDictionary<string, RoleSpec> Roles { get; }

    public IReadOnlyDictionary<string, EntryPoint> EntryPoints() => Maps("entry-points").ToDictionary(
        e => e.Key.Text,
        e => new EntryPoint(
            e.Key.Text, _filler.Text(e.Map, "kind") ?? "", _filler.List(e.Map, "endpoints"), _filler.Map(e.Map, "settings")));

    public IReadOnlyList<SteadyCondition> Steady() =>
    [
        .. _file.ListOf("steady").OfType<YamlMap>().Where(_filler.Applies)
            .Select(m => Conditions.Read(m, Watches, _problems)).OfType<SteadyCondition>(),
    ];

    public IReadOnlyList<VolumeSpec> Volumes() =>
        [.. Maps("volumes").Where(e => _filler.Applies(e.Map)).SelectMany(e => Volumes(e.Key, e.Map))];

    public DataSpec? Data()
    {
        if (_file["data"] is not YamlMap map)
            return null;
        if (map.Scalar("authority") is { } role && !Roles.ContainsKey(role.Text))
            _problems.Add(role, Suggestion.Unknown("role", role.Text, Roles.Keys));
        return new(map.Text("kind") ?? "", Nodes(map), map.Text("authority") ?? "", _filler.Map(map, "settings"));
    }

    /// <summary>One that its nodes share, or one for each of them.</summary>
    private IEnumerable<VolumeSpec> Volumes(YamlScalar name, YamlMap map)
    {
        VolumeSpec shared = Volume(name, map);
        return map.Text("shared") is "false"
            ? shared.Nodes.Select(n => shared with { Name = $"{shared.Name}-{n}", Nodes = [n] }) : [shared];
    }

    private VolumeSpec Volume(YamlScalar name, YamlMap map)
    {
        string path = _filler.Text(map, "path") ?? "/";
        if (!path.StartsWith('/'))
            _problems.Add(map, $"'{path}' is not an absolute path: begin it with '/'");
        return new(name.Text, path, Nodes(map), Numbers.Size(_filler.Text(map, "size", ScalarType.Size) ?? "") ?? 0)
        {
            Prepare = map["prepare"] is YamlMap prepare && _filler.Applies(prepare) ? _filler.List(prepare, "command") : [],
            IsLosable = _filler.Text(map, "losable", ScalarType.Boolean) is "true",
        };
    }

    private WatchSpec Watch(YamlScalar name, YamlMap map)
    {
        string kind = map.Text("kind") ?? "";
        if (_words.Watcher(kind) is { } watcher)
        {
            foreach (YamlEntry setting in map.MapOf("settings").Where(s => !watcher.Settings.ContainsKey(s.Key.Text)))
            {
                _problems.Add(setting.Key,
                    Suggestion.Unknown($"setting of {kind}", setting.Key.Text, watcher.Settings.Keys));
            }
        }

        TimeSpan every = Durations.Parse(_filler.Text(map, "every", ScalarType.Duration) ?? "") ?? s_defaultEvery;
        return new(name.Text, kind, Nodes(map), every, _filler.Map(map, "settings"));
    }

    /// <summary>The nodes that are meant by the names under a key.</summary>
    public IReadOnlyList<string> Nodes(YamlMap map, string key = "nodes")
    {
        List<string> nodes = [];
        foreach (YamlScalar name in map.ScalarsOf(key))
        {
            if (_names.Known(name.Text) is { } known)
                nodes.AddRange(_names.Candidates(known).Select(n => n.Name));
            else
                _problems.Add(name, Suggestion.Unknown("node, group or service", name.Text, _names.Places));
        }

        return [.. nodes.Distinct()];
    }

    private Dictionary<string, RoleSpec> ReadRoles()
    {
        Dictionary<string, RoleSpec> roles = [];
        foreach ((YamlScalar key, YamlMap map) in Maps("roles"))
        {
            if (map.Scalar("watch") is { } watch && Watches.All(w => w.Name != watch.Text))
                _problems.Add(watch, Suggestion.Unknown("watch", watch.Text, Watches.Select(w => w.Name)));
            foreach (YamlScalar word in map.ScalarsOf("also").Prepend(key))
            {
                RoleSpec role = new(word.Text, map.Text("watch") ?? "", map.Text("value") ?? "")
                {
                    IsExclusive = word == key && map.Text("exclusive") is "true",
                };
                if (!roles.TryAdd(word.Text, role))
                    _problems.Add(word, $"'{word.Text}' is the word for another role already: choose another one");
                if (_names.Candidates(word.Text).Count > 0)
                {
                    _problems.Add(word,
                        $"'{word.Text}' is a node, group or service already: choose another word for the role");
                }
            }
        }

        return roles;
    }

    private IEnumerable<(YamlScalar Key, YamlMap Map)> Maps(string key) =>
        _file.MapOf(key).Where(e => e.Value is YamlMap).Select(e => (e.Key, (YamlMap)e.Value));
}

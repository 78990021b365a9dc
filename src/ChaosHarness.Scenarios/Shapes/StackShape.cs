using ChaosHarness.Scenarios.Values;

namespace ChaosHarness.Scenarios.Shapes;

/// <summary>The shape of a stack file.</summary>
internal static class StackShape
{
    /// <summary>The words for restart policies.</summary>
    public static readonly ScalarType Restart = ScalarType.OneOf("restart policy", "always", "on-failure", "never");

    /// <summary>The types a parameter can have.</summary>
    public static readonly IReadOnlyDictionary<string, ScalarType> ParameterTypes = new Dictionary<string, ScalarType>
    {
        ["text"] = ScalarType.Text,
        ["integer"] = ScalarType.Integer,
        ["duration"] = ScalarType.Duration,
        ["size"] = ScalarType.SizeOrNone,
        ["boolean"] = ScalarType.Boolean,
    };

    /// <summary>The whole file.</summary>
    public static MapShape Of(Vocabulary words) => new("A ChaosHarness stack.", "a stack",
    [
        Key.Of("stack", ScalarType.Text, "its title, one line", required: true),
        Key.Of("table", ScalarType.Text,
            "the file with its documented faults and recoveries, beside this one", required: true),
        new("parameters", new NamedShape("what scenarios may change", Parameter(), "parameter")),
        new("packages", ListShape.OfTexts(
            "Debian packages that its nodes need beyond those that every node has", "a package", orOne: true)),
        new("nodes", new NamedShape("its machines, by group", Group(), "group"), Required: true),
        new("services", new NamedShape("the programs that run on them", Service(), "service"), Required: true),
        new("volumes", new NamedShape("storage with a size, for several machines in common or one each", Volume(), "volume")),
        new("power-switch", ListShape.OfTexts(
            "nodes or groups that can reach a power switch, to have one another powered off and on", "a name", orOne: true)),
        new("watches", new NamedShape("what is observed", Watch(words), "watch"), Required: true),
        new("roles", new NamedShape("words for nodes that are found by a watch", Role(), "role")),
        new("entry-points", new NamedShape("where load can be sent", EntryPoint(words), "entry point"), Required: true),
        new("steady", new ListShape("what must hold before a fault and after recovery", Steady()),
            Required: true),
        Key.Of("start-limit", ScalarType.Duration,
            "how long it may take from the start of its services to the first steady state; 60s unless told otherwise"),
        new("data", Data(words)),
    ]);

    private static MapShape Steady()
    {
        MapShape condition = Condition("one condition");
        return condition with
        {
            Keys = [.. condition.Keys, If()],
        };
    }

    private static Key If() => Key.Of("if", ScalarType.Text, "only when a parameter has a value: 'mode = strict' (!= too)");

    /// <summary>A condition over what a watch reports.</summary>
    public static MapShape Condition(string help) => new(help, "a condition",
    [
        Key.Of("watch", ScalarType.Text, "a watch of the stack", required: true),
        Key.Of("value", ScalarType.Text, "the value it has to report", required: true),
        Key.Of("count", ScalarType.Count,
            "for how many subjects: 3, 'at least 2', 'at most 1', '1 .. 2'", required: true),
    ]);

    private static MapShape Parameter() => new("One parameter.", "a parameter",
    [
        Key.Of("default", ScalarType.Text, "its value unless a scenario says otherwise", required: true),
        Key.Of("help", ScalarType.Text, "what it means, one line", required: true),
        Key.Of("type", ScalarType.OneOf("type", [.. ParameterTypes.Keys]), "text unless told otherwise"),
        new("one-of", new ListShape("the values it can have", new ScalarShape("one value", ScalarType.Text))),
    ]);

    private static MapShape Group() => new("Machines of one kind.", "a group",
    [
        Key.Of("count", ScalarType.Positive, "how many; they are called like the group with 1, 2, 3 ... behind"),
        new("names", ListShape.OfTexts("their names instead; a name may stand in several groups", "a node", orOne: false)),
        new("services", ListShape.OfTexts("what runs there, in starting order", "a service", orOne: true)),
    ]);

    private static MapShape Volume() => new("One volume.", "a volume",
    [
        Key.Of("path", ScalarType.Text, "where the nodes have it, an absolute path", required: true),
        new("nodes", ListShape.OfTexts("the nodes or groups that have it", "a name", orOne: true), Required: true),
        Key.Of("size", ScalarType.Size, "how much fits in, beside what 'prepare' puts there: 64m", required: true),
        Key.Of("shared", ScalarType.Boolean, "whether it is one for all of its nodes (default), or each has one of its own"),
        Key.Of("losable", ScalarType.Boolean,
            "whether a node can lose it while the others keep it; false unless told otherwise"),
        If(),
        new("prepare", new MapShape("What is put there before any service starts.", "prepare",
        [
            new("command", ListShape.OfTexts("the program and its arguments; it runs on the first of the nodes", "a part", orOne: false),
                Required: true),
            If(),
        ])),
    ]);

    private static MapShape Service() => new("One program.", "a service",
    [
        new("command", ListShape.OfTexts("the program and its arguments", "a part", orOne: false)),
        Key.Of("process", ScalarType.Text,
            "instead of a command, for a program that another one starts: the argument by which its process is known"),
        Key.Of("started-by", ScalarType.Text, "for such a program: the service of the same node that starts it"),
        Key.Of("user", ScalarType.Text, "who it runs as; root unless told otherwise"),
        new("env", new NamedShape("environment variables", new ScalarShape("the value", ScalarType.Text), "variable")),
        new("files", new ListShape("what is written before its first start", File())),
        new("logs", ListShape.OfTexts("log files it writes by itself", "a path", orOne: true)),
        Key.Of("restart", Restart, "whether the service manager starts it again; always unless told otherwise"),
        Key.Of("restart-delay", ScalarType.Duration, "how long it waits before that; 100ms unless told otherwise"),
        Key.Of("stop-signal", ScalarType.OneOf("signal", [.. Signals.Keys]),
            "what asks it to stop; SIGTERM unless told otherwise"),
        Key.Of("stop-timeout", ScalarType.Duration, "how long it may take to stop; 90s unless told otherwise"),
        Key.Of("enabled", ScalarType.Boolean, "whether it is started with its node; true unless told otherwise"),
    ]);

    /// <summary>Signals by name.</summary>
    public static readonly IReadOnlyDictionary<string, int> Signals = new Dictionary<string, int>
    {
        ["SIGHUP"] = 1, ["SIGINT"] = 2, ["SIGQUIT"] = 3, ["SIGKILL"] = 9,
        ["SIGUSR1"] = 10, ["SIGUSR2"] = 12, ["SIGTERM"] = 15,
    };

    private static VariantShape File() => new("A file or a folder.", "a file",
    [
        new("path", null, "file", new("A file.", "a file",
        [
            Key.Of("path", ScalarType.Text, "its absolute path on the node", required: true),
            Key.Of("from", ScalarType.Text, "a file beside the stack file to fill in"),
            Key.Of("content", ScalarType.Text, "its text, instead of 'from'"),
            Owner(), Mode(),
        ])),
        new("folder", null, "file", new("A folder.", "a folder",
        [
            Key.Of("folder", ScalarType.Text, "its absolute path on the node", required: true), Owner(), Mode(),
        ])),
    ]);

    private static Key Owner() => Key.Of("owner", ScalarType.Text,
        "whom it belongs to; the service's user unless told otherwise");

    private static Key Mode() => Key.Of("mode", new ScalarType("permissions such as 640",
        t => t.Length is 3 or 4 && t.All(c => c is >= '0' and <= '7')
            ? null : $"'{t}' is not octal permissions such as 640",
        "integer", "string"), "permissions; 644 unless told otherwise (folders: 755)");

    private static MapShape Watch(Vocabulary words) => new("One watch.", "a watch",
    [
        Key.Of("kind", ScalarType.OneOf("kind of watch", [.. words.Watchers.Select(w => w.Name)]),
            "which watcher does it", required: true),
        new("nodes", ListShape.OfTexts("nodes, groups or services to watch", "a name", orOne: true), Required: true),
        Key.Of("every", ScalarType.Duration, "how often it looks; 100ms unless told otherwise"),
        new("settings", Settings()),
    ]);

    private static MapShape Role() => new("One role.", "a role",
    [
        Key.Of("watch", ScalarType.Text, "the watch that tells", required: true),
        Key.Of("value", ScalarType.Text, "what it reports for nodes in this role", required: true),
        Key.Of("exclusive", ScalarType.Boolean,
            "whether two nodes in it at once are a split brain; always so for 'primary', else false unless told otherwise"),
        new("also", new ListShape("other words for it", new ScalarShape("a word", ScalarType.Text), OrOne: true)),
    ]);

    private static MapShape EntryPoint(Vocabulary words) => new("One entry point.", "an entry point",
    [
        Key.Of("kind", ScalarType.OneOf("kind of entry point", [.. words.Clients.Keys.Order()]),
            "which client speaks to it", required: true),
        new("endpoints", ListShape.OfTexts("host:port or URL", "an address", orOne: true), Required: true),
        new("settings", Settings()),
    ]);

    private static MapShape Data(Vocabulary words) => new("How the stored data is read when a run is over.", "data",
    [
        Key.Of("kind", ScalarType.OneOf("kind of data", [.. words.DataReaders.Order()]),
            "which reader does it", required: true),
        new("nodes", ListShape.OfTexts("nodes, groups or services that hold data", "a name", orOne: true), Required: true),
        Key.Of("authority", ScalarType.Text, "the role that speaks for the system in the end", required: true),
        new("settings", Settings()),
    ]);

    private static NamedShape Settings() =>
        new("its own settings", new ScalarShape("the value", ScalarType.Text), "setting");
}

using ChaosHarness.Scenarios.Values;

namespace ChaosHarness.Scenarios.Shapes;

/// <summary>The shape of a table file.</summary>
internal static class TableShape
{
    /// <summary>The whole file.</summary>
    public static MapShape Of() => new("A ChaosHarness table of documented faults and recoveries.", "a table",
    [
        Key.Of("table", ScalarType.Text, "its title, one line", required: true),
        new("variables", new NamedShape("names for the bounds below, each a formula over the live configuration",
            new ScalarShape("a formula", ScalarType.Formula), "variable")),
        new("preflight", new NamedShape("what has to be true of the live configuration before anything is broken",
            Preflight(), "rule")),
        new("handovers", new NamedShape("how long two nodes may be in an exclusive role while it passes from one to the other",
            new MapShape("One handover.", "a handover",
            [
                Key.Of("bound", ScalarType.Bound, "how long", required: true),
                Key.Of("source", ScalarType.Text, "where that is said", required: true),
            ]), "role")),
        new("rows", new NamedShape("the rows by name", Row(), "row"), Required: true),
    ]);

    private static VariantShape Preflight() => new("One rule.", "a rule",
    [
        new("value", null, "rule", new("A formula has to lie within a bound.", "a rule",
        [
            Key.Of("value", ScalarType.Formula, "the formula", required: true),
            Key.Of("bound", ScalarType.Bound, "where its value has to lie", required: true), .. RuleKeys,
        ])),
        new("config", null, "rule", new("A value of the live configuration, on every node.", "a rule",
        [
            Key.Of("config", ScalarType.Text, "its name", required: true),
            Key.Of("is", ScalarType.Text, "what it has to be"),
            Key.Of("is-not", ScalarType.Text, "what it must not be"),
            Key.Of("distinct", ScalarType.Boolean, "whether no two nodes may have the same"), .. RuleKeys,
        ])),
    ]);

    private static readonly Key[] RuleKeys =
    [
        Key.Of("text", ScalarType.Text, "what is wrong when it does not hold, one line", required: true),
        Key.Of("severity", ScalarType.OneOf("severity", "note", "warning", "error"), "how bad that is", required: true),
        Key.Of("source", ScalarType.Text, "who says so", required: true),
        Key.Of("remedy", ScalarType.Text, "what to do about it", required: true),
    ];

    private static MapShape Row() => new("One documented fault and its recovery.", "a row",
    [
        Key.Of("fault", ScalarType.Text, "the fault, in the document's words", required: true),
        Key.Of("recovery", ScalarType.Text, "the recovery, in the document's words", required: true),
        Key.Of("source", ScalarType.Text, "where that is said", required: true),
        new("actions", new ListShape("what has to be seen, in this order", Action())),
        new("must-not", new ListShape("what must not be seen between fault and recovery", Evidence(UntilHealing))),
        new("outage", new NamedShape("how long each operation class (or '*') may be out",
            new ScalarShape("a bound", ScalarType.Bound), "operation class")),
        Key.Of("lost-writes", ScalarType.Bound,
            "how many acknowledged writes may be lost; leave it out when nothing is promised"),
        new("staleness", new NamedShape("how long what the reads of an operation class miss may have been acknowledged",
            new ScalarShape("a bound", ScalarType.Bound), "operation class")),
        Key.Of("lost-wal", ScalarType.Bound,
            "how many bytes of write-ahead log may be lost; leave it out when nothing is promised"),
        Key.Of("split-brain", ScalarType.Bound,
            "how long two nodes may act as primary at once; leave it out when nothing is promised"),
    ]);

    private static MapShape Action() => new("One action of the recovery.", "an action",
    [
        Key.Of("name", ScalarType.Text, "the phase it completes, such as promoted", required: true),
        Key.Of("text", ScalarType.Text, "what happens, for people", required: true),
        new("evidence", Evidence(), Required: true),
        Key.Of("within", ScalarType.Bound, "when, counted from the fault's effect"),
        Key.Of("optional", ScalarType.Boolean,
            "whether the recovery is complete without it; false unless told otherwise"),
        Key.Of("any-order", ScalarType.Boolean,
            "whether it may come before or after its neighbours; false unless told otherwise"),
    ]);

    private static VariantShape Evidence(params Key[] more) => new("What to look for.", "evidence",
    [
        Seen("announced", "what the system announces, such as +odown", Watch, Nodes, more),
        Seen("observed", "the new value that a watch reports", Watch, Nodes, more),
        Seen("exited", "the service whose process exits", Nodes, more),
        Seen("started", "the service whose process starts", Nodes, more),
        Seen("power", "what a part of the system had the power of a node switched to: on or off", Nodes, more),
        new("operation", null, "evidence", new("The first operation that ends Ok after the outage began.", "evidence",
        [
            Key.Of("operation", ScalarType.Text, "its class, such as web.write", required: true),
        ])),
    ]);

    private static readonly Key[] Nodes =
    [
        Key.Of("node", ScalarType.Text, "a node, a group, target (what the fault hit) or other (any but those)"),
        Key.Of("nodes", ScalarType.Positive, "how many different nodes have to show it; 1 unless told otherwise"),
    ];

    private static readonly Key UntilHealing = Key.Of("until-healing", ScalarType.Boolean,
        "whether what happens after the fault's healing has begun is no matter; false unless told otherwise");

    private static readonly Key[] Watch =
    [
        Key.Of("watch", ScalarType.Text, "the watch it comes from", required: true),
        Key.Of("subject", ScalarType.Text, "a part of the subject's name"),
    ];

    private static Variant Seen(string key, string help, params Key[][] more) => new(key, null, "evidence",
        new(help, "evidence", [Key.Of(key, ScalarType.Text, help, required: true), .. more.SelectMany(k => k)]));
}

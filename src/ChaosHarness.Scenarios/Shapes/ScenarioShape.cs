using ChaosHarness.Faults;
using ChaosHarness.Scenarios.Values;

namespace ChaosHarness.Scenarios.Shapes;

/// <summary>The shape of a scenario file.</summary>
internal static class ScenarioShape
{
    /// <summary>The whole file.</summary>
    public static MapShape Of(Vocabulary words) => new("A ChaosHarness scenario.", "a scenario",
    [
        Key.Of("scenario", ScalarType.Text, "its title", required: true),
        Key.Of("stack", ScalarType.Text, "the stack's folder below scenarios/stacks", required: true),
        new("parameters", new NamedShape("values for the stack's parameters",
            new ScalarShape("the value", ScalarType.Text), "parameter")),
        Key.Of("row", ScalarType.Text, "the row of the stack's table that this scenario tests, and that judges steps without a row of their own"),
        Key.Of("seed", ScalarType.Positive,
            "makes every pick by chance the same in each run; the command line may set it too"),
        Key.Of("repeat", ScalarType.Positive,
            "so many runs, with seeds one after the other; outages and recoveries are reported as distributions; 1 unless told otherwise"),
        new("vary", new NamedShape("a parameter of the stack that gets one value after the other; 'repeat' runs of each",
            ListShape.OfTexts("its values", "a value", orOne: false), "parameter")),
        Key.Of("margin", ScalarType.Duration,
            $"load before the first step and after recovery; {Scenario.DefaultMargin.TotalSeconds}s unless told otherwise"),
        new("load", new NamedShape("the loads by name; operation classes are called name.read and name.write",
            Load(words), "load"), Required: true),
        new("steps", new ListShape("what is done, in order", Step(words)), Required: true),
        new("expect", Expect()),
    ]);

    private static MapShape Load(Vocabulary words) => new("One load.", "a load",
    [
        Key.Of("through", ScalarType.Text, "the stack's entry point it goes through", required: true),
        Key.Of("workload", ScalarType.OneOf("workload", [.. words.Workloads.Keys.Order()]),
            "what the clients do", required: true),
        Key.Of("rate", ScalarType.Rate, "operations started per second, whatever the target does", required: true),
        Key.Of("from", ScalarType.Text, "the client node it comes from; the stack's first one unless told otherwise"),
        Key.Of("reads", ScalarType.Share, "share of reads; 50% unless told otherwise"),
        Key.Of("keys", ScalarType.Positive, "how many keys the operations spread over; 16 unless told otherwise"),
        Key.Of("timeout", ScalarType.Duration, "how long a client waits for an answer; 2s unless told otherwise"),
        Key.Of("new-connections", ScalarType.Boolean, "whether each operation opens a connection of its own"),
        Key.Of("floor", ScalarType.Percent,
            "least share of the rate that must succeed before and after; 90% unless told otherwise"),
    ]);

    private static VariantShape Step(Vocabulary words) => new("One step.", "a step",
    [
        .. words.Faults.Select(f => new Variant("fault", f.Name, "fault", Fault(f))),
        new("heal", null, "step", new("Heals one fault, or all.", "a heal step",
        [
            Key.Of("heal", ScalarType.Text, "the fault's name, or all", required: true), After(),
        ])),
        new("recover", null, "step", new("Heals everything and waits for steady state.", "a recover step",
        [
            Key.Of("recover", ScalarType.Duration,
                "how long it may take to reach steady state again", required: true), After(),
        ])),
        new("wait", null, "step", new("Waits until a watch reports a value.", "a wait step",
        [
            Key.Of("wait", ScalarType.Duration, "how long it may take", required: true), After(),
            new("until", StackShape.Condition("what is waited for"), Required: true),
        ])),
    ]);

    private static MapShape Fault(FaultKind fault)
    {
        List<Key> keys =
        [
            Key.Of("fault", ScalarType.OneOf("fault", fault.Name), fault.Help, required: true),
            After(), Jitter(), Upon(),
            Key.Of("as", ScalarType.Text,
                "what later steps and the report call it; the fault's name unless told otherwise"),
            Key.Of("row", ScalarType.Text, "the row of the stack's table that judges this step, up to the next fault"),
        ];
        if (fault.NeedsTarget)
            keys.Add(new("on", Target("which nodes"), Required: true));
        else if (fault.OptionalTarget is { } means)
            keys.Add(new("on", Target(means)));
        if (fault.NeedsService)
            keys.Add(Key.Of("service", ScalarType.Text, "which service of these nodes", required: true));
        if (fault.Heals is { } heals)
            keys.Add(Key.Of("for", ScalarType.Duration, $"heals by itself after so long, the next steps go on ({heals})"));
        keys.AddRange(fault.Parameters.Select(p => new Key(p.Name, Parameter(p), p.Required)));
        return new(fault.Help, $"a {fault.Name} step", keys)
        {
            Refused = new Dictionary<string, string>
            {
                ["on"] = $"{fault.Name} takes no 'on': leave it out" + Own(fault),
                ["service"] = $"{fault.Name} takes no 'service': leave it out" + Own(fault),
                ["for"] = $"{fault.Name} leaves nothing to heal: leave 'for' out",
            },
        };
    }

    private static string Own(FaultKind fault) => fault.Parameters.Count == 0
        ? "" : $" (it takes {string.Join(", ", fault.Parameters.Select(p => $"'{p.Name}'"))})";

    private static Shape Parameter(ParameterSpec spec) => spec.Type switch
    {
        ParameterType.Integer => new ScalarShape(spec.Help, ScalarType.Integer),
        ParameterType.Boolean => new ScalarShape(spec.Help, ScalarType.Boolean),
        ParameterType.Duration => new ScalarShape(spec.Help, ScalarType.Duration),
        ParameterType.Percent => new ScalarShape(spec.Help, ScalarType.Percent),
        ParameterType.Selector => Target(spec.Help),
        ParameterType.Selectors => new ListShape(spec.Help, Target("one group")),
        ParameterType.Command => ListShape.OfTexts(spec.Help, "the program, then its arguments", orOne: false),
        _ => new ScalarShape(spec.Help, ScalarType.Text),
    };

    private static ListShape Target(string help) => new(help, new ScalarShape(help, ScalarType.Selector), OrOne: true);

    private static Key After() =>
        Key.Of("after", ScalarType.Duration, "how long to wait first, counted from the end of the step before");

    private static Key Jitter() =>
        Key.Of("jitter", ScalarType.Duration, "at most so much longer, by chance; not at all unless told otherwise");

    private static Key Upon() => new("upon", new MapShape("A moment in the system's own rhythm.", "a moment",
    [
        Key.Of("watch", ScalarType.Text, "the watch that sees something change again and again", required: true),
        Key.Of("subject", ScalarType.Text, "a part of its subjects' names", required: true),
        Key.Of("plus", ScalarType.Duration, "so long after a change; at once unless told otherwise"),
        Key.Of("before", ScalarType.Duration, "instead, so long before a change is due"),
    ]));

    private static MapShape Expect() => new("What is expected beyond the row, or instead of it.", "expect",
    [
        new("outage", new NamedShape("how long each operation class (or '*') may be out",
            new ScalarShape("'<= derived' takes the row's bound; report lets any number pass",
                ScalarType.Expectation("report", "none")), "operation class")),
        Key.Of("lost-writes", ScalarType.Expectation("none", "report"), "how many acknowledged writes may be lost"),
        new("split-brain", new NamedShape("how long two nodes may be primary at once, or in each role that only one may have",
            new ScalarShape("how long two nodes may be in the role at once", ScalarType.Expectation("none", "report", "found")),
            "role", OrOne: true)),
        Key.Of("consistency", ScalarType.OneOf("word", "linearizable", "violated", "report"),
            "whether what clients saw has to fit one copy of the data, has to contradict it, or is only reported"),
        Key.Of("failover", ScalarType.OneOf("word", "required", "forbidden", "allowed"),
            "whether a new primary has to appear"),
    ]);
}

namespace ChaosHarness.Checkers.Consistency;

/// <summary>The names that users write for models and formats, each with one line of help.</summary>
public static class ConsistencyNames
{
    /// <summary>A name that may be written.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Help">What it stands for, one line.</param>
    /// <param name="Also">Other names for the same.</param>
    public sealed record Named<T>(string Name, T Value, string Help, params IReadOnlyList<string> Also);

    /// <summary>The models, in the order of the help text.</summary>
    public static IReadOnlyList<Named<ConsistencyModel>> AllModels { get; } =
    [
        new("register", ConsistencyModel.Register, "a value per key: write, read, cas (compare-and-set)", "cas-register"),
        new("key-value", ConsistencyModel.KeyValue, "a text per key: put, append, get", "kv"),
        new("list", ConsistencyModel.List, "a list per key: append, read the whole list or its last element", "append"),
        new("set", ConsistencyModel.Set, "a set per key: add, read the whole set", "set-full"),
        new("counter", ConsistencyModel.Counter, "a number per key: add, read"),
        new("unique-ids", ConsistencyModel.UniqueIds, "generate: no id is made twice"),
        new("queue", ConsistencyModel.Queue, "first in, first out, per key: enqueue, dequeue, drain", "fifo-queue"),
        new("lock", ConsistencyModel.Lock, "acquire, release: one holder at a time, fencing tokens rise", "lease"),
        new("mutex", ConsistencyModel.Mutex, "acquire, release: anyone may release"),
        new("bank", ConsistencyModel.Bank, "transfer, read all balances: the total stays"),
        new("list-append", ConsistencyModel.ListAppend,
            "transactions of append and r over several lists: strictly serializable"),
        new("multi-register", ConsistencyModel.MultiRegister, "transactions of write and read over several registers"),
    ];

    /// <summary>The formats, in the order of the help text.</summary>
    public static IReadOnlyList<Named<HistoryFileFormat>> AllFormats { get; } =
    [
        new("chaos", HistoryFileFormat.Chaos, "our own records, a run's history/*.ops with *.names beside"),
        new("jepsen-json", HistoryFileFormat.JepsenJson, "operations as JSON, one a line or one array"),
        new("jepsen-edn", HistoryFileFormat.JepsenEdn, "operations as EDN, Jepsen's history.edn"),
        new("etcd-log", HistoryFileFormat.EtcdLog, "lines of jepsen.util in a log"),
        new("kv", HistoryFileFormat.Kv, "put, append and get as EDN with text values"),
    ];

    /// <summary>Every name of a model.</summary>
    public static IReadOnlyDictionary<string, ConsistencyModel> Models { get; } = ByName(AllModels);

    /// <summary>Every name of a format.</summary>
    public static IReadOnlyDictionary<string, HistoryFileFormat> Formats { get; } = ByName(AllFormats);

    private static Dictionary<string, T> ByName<T>(IEnumerable<Named<T>> all) => all
        .SelectMany(n => n.Also.Prepend(n.Name), (named, name) => (Name: name, named.Value))
        .ToDictionary(n => n.Name, n => n.Value, StringComparer.Ordinal);
}

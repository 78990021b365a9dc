using System.Text.Json;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Makes a history of Jepsen's events: maps with process, type (invoke, ok, fail, info), f, value, and where known key,
/// time (nanoseconds) and node. The order of the events counts, as Jepsen defines it; times are kept for people.
/// </summary>
internal sealed class JepsenEvents(
    HistoryReading reading, FailMeaning fail, bool nilIsAbsent, HistoryMistakes mistakes)
{
    /// <summary>What our own loads call an operation that only asks for an answer.</summary>
    private const string Probe = "probe";

    private readonly HashSet<long> _misunderstood = [];
    private readonly HistoryBuilder _builder = new();
    private readonly Values _values = new(reading.Model, nilIsAbsent);
    private readonly Dictionary<string, long> _processes = [];
    private bool? _keyed;

    // The function of the first call whose value is a pair; whether it is key and value shows when one of it returns.
    private string? _pairCalled;

    /// <summary>Reads all events.</summary>
    /// <param name="events">The events in order.</param>
    /// <param name="line">Tells the line of the event just read.</param>
    public ConsistencyHistory Read(IEnumerable<Datum> events, Func<int> line)
    {
        List<(Datum, int)> waiting = [];
        bool isEmpty = true;
        foreach (Datum entry in events)
        {
            isEmpty = false;
            if (_keyed is null)
            {
                _keyed = IsKeyed(entry);
                waiting.Add((entry, line()));
                if (_keyed is not null)
                    Flush(waiting);
            }
            else
            {
                Take(entry, line());
            }
        }

        _keyed ??= _pairCalled is not null;
        Flush(waiting);
        mistakes.ThrowIfAny();
        if (isEmpty)
            throw new HistoryFormatException("there is no operation in it");
        return _builder.Build();
    }

    private void Flush(List<(Datum Entry, int Line)> waiting)
    {
        foreach ((Datum entry, int line) in waiting)
            Take(entry, line);
        waiting.Clear();
    }

    /// <summary>
    /// Whether values are pairs of key and value, as Jepsen's independent tests write them: a call tells, since the value
    /// of a read is nil otherwise, and what it returns has to be a pair as well. Null while that is open.
    /// </summary>
    private bool? IsKeyed(Datum entry)
    {
        if (reading.Model is ConsistencyModel.ListAppend or ConsistencyModel.MultiRegister or ConsistencyModel.Bank
            || entry["key"].Kind != DatumKind.Nil)
        {
            return false;
        }

        (string f, string type, Datum value) = (entry["f"].Word, entry["type"].Word, entry["value"]);
        if (_pairCalled is not null)
            return type == "ok" && f == _pairCalled && value.Kind != DatumKind.Nil ? IsKeyedResult(f, value) : null;
        bool? isPair = type != "invoke" ? null : f switch
        {
            "read" or "get" or "dequeue" or "acquire" => IsPair(value),
            "cas" => value.Items.Count == 2 && value.Items[1].Kind == DatumKind.Sequence,
            "write" or "put" or "append" or "enqueue" => IsPair(value),
            _ => null,
        };
        _pairCalled = isPair == true ? f : null;
        return isPair == false ? false : null;
    }

    /// <summary>A set's elements are a list themselves: two of them are no key with its elements.</summary>
    private bool IsKeyedResult(string f, Datum value) => IsPair(value)
        && (reading.Model != ConsistencyModel.Set || f is not ("read" or "get")
            || value.Items[1].Kind is DatumKind.Sequence or DatumKind.Nil);

    private static bool IsPair(Datum value) => value is { Kind: DatumKind.Sequence, Items.Count: 2 };

    private void Take(Datum entry, int line)
    {
        try
        {
            Understand(entry, line);
        }
        catch (HistoryFormatException e)
        {
            mistakes.Add(line, e.Mistakes[0].Text);
        }
    }

    private void Understand(Datum entry, int line)
    {
        if (entry.Kind != DatumKind.Map)
            throw new HistoryFormatException($"an operation has fields such as type, process and f; '{entry}' has none");
        Datum process = entry["process"];
        if (process.Kind is DatumKind.Text && process.Word == "nemesis")
            return;
        if (entry["f"].Word == Probe)
            return;
        if (process.Kind == DatumKind.Nil)
            throw new HistoryFormatException("the operation has no process");
        long client = process.Kind == DatumKind.Number ? process.Number : Client(process.ToString());
        long? time = entry["time"].Kind == DatumKind.Number ? entry["time"].Number : null;
        (Datum key, Datum value) = (entry["key"], entry["value"]);
        if (_keyed == true && IsPair(value))
            (key, value) = (value.Items[0], value.Items[1]);
        string type = entry["type"].Word;
        if (type == "invoke")
        {
            _misunderstood.Add(client);
            if (_values.Call(entry["f"].Word, value, _builder) is not { } call)
                throw new HistoryFormatException(NotOfTheModel(entry["f"], value));
            _misunderstood.Remove(client);
            call.Line = line;
            call.Key = key.Kind == DatumKind.Nil ? _builder.Key("") : _builder.Key(key.ToString());
            _builder.Call(client, call, time);
        }
        else if (type is not ("ok" or "fail" or "info"))
        {
            throw new HistoryFormatException($"the type is '{entry["type"]}' and not invoke, ok, fail or info");
        }
        else if (_builder.InFlight(client) is { } op)
        {
            Return(client, op, type, value, time);
        }
        else if (!_misunderstood.Remove(client) && type != "info" && !mistakes.HasGaps)
        {
            throw new HistoryFormatException($"process {process} ends ({type}) what it never began");
        }
    }

    private string NotOfTheModel(Datum f, Datum value)
    {
        string model = JsonNamingPolicy.KebabCaseLower.ConvertName(reading.Model.ToString());
        return f.Word is "cas" or "compare-and-set" && reading.Model == ConsistencyModel.Register
            ? $"a cas needs the old and the new value, [old new], and not '{value}'"
            : $"'{f}' is not an operation of the model {model}";
    }

    private long Client(string name)
    {
        if (!_processes.TryGetValue(name, out long client))
            _processes.Add(name, client = -1 - _processes.Count);
        return client;
    }

    private void Return(long client, Op op, string type, Datum value, long? time)
    {
        switch (type)
        {
            case "ok":
                bool says = value.Kind != DatumKind.Nil || nilIsAbsent || op.Kind != OpKind.Read;
                (long? a, long? b) = says ? _values.Result(ref op, value, _builder) : (null, null);
                if (op.Kind != (_builder.InFlight(client) ?? op).Kind)
                    _builder.Become(client, op.Kind);
                _builder.Return(client, says ? Ending.Ok : Ending.NoEffect, a, b, time);
                _values.Expand(_builder, client, time);
                break;
            case "fail":
                _builder.Return(client, Failed(op), null, null, time);
                break;
            default:
                _builder.Return(client, Ending.Unknown, null, null, time);
                break;
        }
    }

    private Ending Failed(in Op op) => fail == FailMeaning.ValueDiffered && op.Kind switch
    {
        OpKind.CompareAndSet => true,
        OpKind.Acquire or OpKind.Dequeue => true,
        _ => false,
    } ? Ending.ValueDiffered : Ending.NoEffect;
}

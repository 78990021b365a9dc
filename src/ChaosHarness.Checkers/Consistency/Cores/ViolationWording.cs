using System.Globalization;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Tells operations and contradictions in plain sentences.</summary>
internal sealed class ViolationWording(ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options)
{
    private const double NanosecondsPerMillisecond = 1e6;
    private const double NanosecondsPerSecond = 1e9;
    private const int LongestText = 60;
    private const int LongestBrief = 24;
    private readonly long _origin = options.Zero is { } zero && !history.CountsEvents ? zero : history.Count == 0 ? 0 : history.StartTime(0);

    /// <summary>One operation on one line: who, what, when, where.</summary>
    public string Describe(int i)
    {
        Op op = history.Ops[i];
        string ending = op.Ending switch
        {
            Ending.Ok => "ok", Ending.NoEffect => "failed, no effect",
            Ending.ValueDiffered => "failed, value differed", _ => "outcome unknown",
        };
        string server = op.Server < history.Servers.Count ? history.Servers[op.Server] : "";
        string at = server.Length == 0 ? "" : $", answered by {server}";
        return $"{Client(op.Process)}: {What(op)} ({ending}), {Time(history.StartTime(i))} to {Time(history.EndTime(i))}{at}";
    }

    /// <summary>What a client is called.</summary>
    public string Client(int process) => history.ClientName?.Invoke(process)
        ?? string.Create(CultureInfo.InvariantCulture, $"client {process}");

    /// <summary>Short text for a bar in a picture.</summary>
    public string What(Op op) => op.Kind switch
    {
        OpKind.Read when op.Ending != Ending.Ok => "read",
        OpKind.Read when model is ConsistencyModel.List or ConsistencyModel.Set => $"read {List(op.B)}",
        OpKind.Read when model is ConsistencyModel.Bank => "read balances",
        OpKind.Read => $"read {Show(op.B)}",
        OpKind.ReadLast => $"read last {Show(op.B)}",
        OpKind.Write => $"write {Show(op.A)}",
        OpKind.CompareAndSet when model == ConsistencyModel.Mutex => op.A == 0 ? "acquire" : "release",
        OpKind.CompareAndSet => $"cas {Show(op.A)} to {Show(op.B)}",
        OpKind.Append => $"append {Show(op.A)}",
        OpKind.Insert => $"add {Show(op.A)}",
        OpKind.Add => op.B == Op.Nothing ? $"add {Show(op.A)}" : $"add {Show(op.A)} giving {Show(op.B)}",
        OpKind.Enqueue => $"enqueue {Show(op.A)}",
        OpKind.Dequeue => op.B != Op.Nothing ? $"dequeue {Show(op.B)}"
            : op.Ending == Ending.Unknown ? "dequeue" : "dequeue empty",
        OpKind.Acquire => op.B == Op.Nothing ? "acquire" : $"acquire token {Show(op.B)}",
        OpKind.Release => "release",
        OpKind.Generate => $"id {Show(op.B)}",
        OpKind.Transaction => Transaction(op),
        _ => $"transfer {Show(op.A)}",
    };

    /// <summary>The two sentences of a violation.</summary>
    public string Explain(Conflict conflict, string key)
    {
        string first = conflict.Text ?? First(conflict, key.Length == 0 ? "" : $" of key {key}");
        return $"{first} {Second(conflict)}{During(conflict)}";
    }

    private string First(Conflict conflict, string key)
    {
        string late = conflict.Late < 0 ? "An operation" : Who(conflict.Late);
        string early = conflict.Early < 0 ? "another operation" : Who(conflict.Early);
        return conflict.Anomaly switch
        {
            Anomaly.PhantomRead => $"{Upper(late)} saw a value{key} that nobody ever wrote.",
            Anomaly.AbortedRead => $"{Upper(late)} saw the value{key} of {early}, which had failed for sure.",
            Anomaly.FutureRead => $"{Upper(early)} was over before {late} began, whose effect{key} it shows.",
            Anomaly.StaleRead => $"{Upper(late)} shows an old value{key}: {early} was newer.",
            Anomaly.LostWrite => $"{Upper(early)}{key} was acknowledged, yet {late} does not show it, nor does any other read.",
            Anomaly.LostAfterRecovery => $"{Upper(late)} found the initial state{key} after {early}: data is gone.",
            Anomaly.Resurrected => $"{Upper(late)} shows a value{key} that had been replaced, as {early} proves; it came back for good.",
            Anomaly.SplitBrainWrite => $"Two compare-and-sets{key} both succeeded on the same version.",
            Anomaly.CircularUpdate => $"Successful compare-and-sets{key} form a circle, each needing another one before it.",
            Anomaly.Duplicate => $"Both {early} and {late} got the same{key}.",
            Anomaly.IncompatibleOrder => $"Two reads{key} show the same elements in different orders, or neither begins with the other: {early} and {late}.",
            Anomaly.LongFork => $"Each of two reads{key} shows an element that the other one does not: {early} and {late}.",
            Anomaly.OrderViolation => $"The order{key} is wrong: {early} was over before {late} began, but its effect comes later.",
            Anomaly.FalseEmpty => $"{Upper(late)} found the queue empty{key} while an element was surely inside all the time.",
            Anomaly.TwoHolders => $"Two clients surely held the lock{key} at once: {early} and {late}.",
            Anomaly.TokenNotRising => $"The fencing token{key} did not rise from {early} to {late}.",
            Anomaly.DoubleAcquire => $"Whatever the order, the mutex{key} was acquired while it was held; {late} came last.",
            Anomaly.UnheldRelease => $"Whatever the order, the mutex{key} was released while nobody held it; {late} came last.",
            Anomaly.SpuriousFailure => $"{Upper(late)} was refused{key} because the value differed, but it surely was the expected one.",
            Anomaly.LostUpdate => $"{Upper(late)} built on a version{key} that had been replaced: what came between was overwritten unseen.",
            Anomaly.FracturedRead => $"What {late} shows{key} was there piece by piece, but never all together.",
            Anomaly.WriteSkew => $"Each of {early} and {late} read{key} what the other one changed, and neither saw the change.",
            Anomaly.G1c or Anomaly.G1cRealtime => $"{Upper(early)} shows what {late} wrote, which in the end rests on something that comes only after {early}.",
            Anomaly.Internal => $"{Upper(late)} contradicts its own earlier steps{key}.",
            _ => $"The operations{key} have no legal order; {late} is where it ends.",
        };
    }

    private string Second(Conflict conflict)
    {
        if (conflict.Early < 0 || conflict.Late < 0 || conflict.Early == conflict.Late)
            return conflict.Late < 0
                ? "No order explains them."
                : $"It ran from {Time(history.StartTime(conflict.Late))} to {Time(history.EndTime(conflict.Late))}{Server(conflict.Late)}.";
        long end = history.Ops[conflict.Early].End;
        long start = history.Ops[conflict.Late].Start;
        string late = Brief(conflict.Late);
        string gap = end < start ? $"{Span(conflict.Early, conflict.Late)} before {late} began" : $"while {late} ran, which began";
        return $"{Upper(Brief(conflict.Early))} had ended at {Time(history.EndTime(conflict.Early))}{Server(conflict.Early)}, "
            + $"{gap} at {Time(history.StartTime(conflict.Late))}{Server(conflict.Late)}.";
    }

    private string During(Conflict conflict)
    {
        // What counts is when the write was acknowledged, where that is what got lost.
        bool isLost = conflict.Anomaly is Anomaly.LostWrite or Anomaly.LostAfterRecovery && conflict.Early >= 0;
        int at = isLost ? conflict.Early : conflict.Late >= 0 ? conflict.Late : conflict.Core[0];
        long from = conflict.Core.Min(i => history.StartTime(i));
        long to = history.StartTime(at);
        FaultPeriod? fault = options.Faults.FirstOrDefault(f => f.From <= to && (f.To ?? long.MaxValue) >= to)
            ?? options.Faults.LastOrDefault(f => f.From <= to && (f.To ?? long.MaxValue) >= from);
        return fault is null ? ""
            : fault.To is { } healed && healed < to
                ? $" The fault \"{fault.Name}\" had been healed {Duration(to - healed)} earlier."
                : $" The fault \"{fault.Name}\" was in place {(isLost ? "when the write was acknowledged" : "then")}.";
    }

    /// <summary>An operation that was named in full before.</summary>
    private string Brief(int i)
    {
        string what = What(history.Ops[i]);
        return what.Length <= LongestBrief ? what : $"the {what.Split(' ')[0]}";
    }

    private string Who(int i) => $"{Client(history.Ops[i].Process)}'s {What(history.Ops[i])}";

    private string Server(int i)
    {
        ushort server = history.Ops[i].Server;
        return server == 0 || server >= history.Servers.Count ? "" : $" ({history.Servers[server]})";
    }

    private string Span(int early, int late) => history.CountsEvents
        ? string.Create(CultureInfo.InvariantCulture, $"{history.Ops[late].Start - history.Ops[early].End} events")
        : Duration(history.StartTime(late) - history.EndTime(early));

    private static string Duration(long nanoseconds) =>
        Math.Abs(nanoseconds) < NanosecondsPerSecond
            ? string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / NanosecondsPerMillisecond:0.###} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / NanosecondsPerSecond:0.000###} s");

    /// <summary>A time as people read it: since the history began, or as the number of the event.</summary>
    public string Time(long time) => time == Op.Never ? "open end"
        : history.CountsEvents ? string.Create(CultureInfo.InvariantCulture, $"event {time}")
        : (options.Zero is not null && time > _origin ? "+" : "") + Duration(time - _origin);

    private string Show(long value)
    {
        string text = history.ValueName?.Invoke(value) ?? history.Texts.Show(value);
        return text.Length <= LongestText ? text : $"{text[..(LongestText / 2)]}…{text[^(LongestText / 2)..]}";
    }

    private string List(long number)
    {
        long[] list = history.Lists[(int)number];
        return list.Length <= 8
            ? $"[{string.Join(' ', list.Select(Show))}]"
            : string.Create(CultureInfo.InvariantCulture, $"of {list.Length:N0} elements (the last {Show(list[^1])})");
    }

    private string Transaction(Op op) => string.Join(", ", history.Transactions[(int)op.A].Select(step => step.Kind switch
    {
        OpKind.Append => $"append {history.Keys[step.Key]} {Show(step.Value)}",
        OpKind.Write => $"write {history.Keys[step.Key]} {Show(step.Value)}",
        _ when model == ConsistencyModel.ListAppend && step.Value != Op.Nothing =>
            $"read {history.Keys[step.Key]} {List(step.Value)}",
        _ => $"read {history.Keys[step.Key]} {(step.Value == Op.Nothing ? "" : Show(step.Value))}".TrimEnd(),
    }));

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

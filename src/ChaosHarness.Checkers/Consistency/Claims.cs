namespace ChaosHarness.Checkers.Consistency;

/// <summary>What passing each model's check proves.</summary>
internal static class Claims
{
    public static string Of(ConsistencyModel model) => model switch
    {
        ConsistencyModel.Register or ConsistencyModel.KeyValue or ConsistencyModel.List or ConsistencyModel.Set
            or ConsistencyModel.Counter or ConsistencyModel.Queue or ConsistencyModel.Mutex
            => "Exact: passes if and only if every key is linearizable.",
        ConsistencyModel.MultiRegister => "Exact: passes if and only if all transactions together are linearizable.",
        ConsistencyModel.UniqueIds => "Exact: passes if and only if no acknowledged id was made twice.",
        ConsistencyModel.Lock =>
            "Exact for acquires and releases that took effect: one holder at a time, tokens rising; failed acquires say nothing.",
        ConsistencyModel.Bank =>
            "Necessary conditions, certified by each read's own sum: every read adds up to the total, without debts or holes.",
        ConsistencyModel.ListAppend =>
            "No anomaly of strict serializability that Elle's dependency graph shows; sound, and complete for the versions read.",
        _ => "",
    };
}

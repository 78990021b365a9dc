namespace ChaosHarness.Checkers.Consistency;

/// <summary>Checks that every read of all accounts adds up, as under snapshot isolation or better it must.</summary>
internal static class Bank
{
    public static EngineAnswer Decide(ConsistencyHistory history, ConsistencyOptions options)
    {
        List<Conflict> conflicts = [];
        HashSet<int>? accounts = null;
        long? total = options.Total;
        for (int i = 0; i < history.Ops.Length; i++)
        {
            ref readonly Op op = ref history.Ops[i];
            if (op.Kind != OpKind.Read || op.Ending != Ending.Ok)
                continue;
            MicroOp[] balances = history.Transactions[(int)op.B];
            accounts ??= [.. balances.Select(b => b.Key)];
            total ??= balances.Where(b => b.Value != Op.Nothing).Sum(b => b.Value);
            if (Wrong(history, options, balances, accounts, total.Value) is var (anomaly, text))
                conflicts.Add(new(anomaly, [i]) { Late = i, Text = text });
        }

        return EngineAnswer.Of(conflicts);
    }

    private static (Anomaly Anomaly, string Text)? Wrong(
        ConsistencyHistory history, ConsistencyOptions options, MicroOp[] balances, HashSet<int> accounts, long total)
    {
        foreach (MicroOp balance in balances)
        {
            string name = history.Keys[balance.Key];
            if (balance.Value == Op.Nothing)
                return (Anomaly.WrongTotal, $"A read found no balance for account {name}.");
            if (!accounts.Contains(balance.Key))
                return (Anomaly.WrongTotal, $"A read found an account {name} that there is not.");
        }

        if (balances.Length != accounts.Count)
            return (Anomaly.WrongTotal, $"A read found {balances.Length} accounts of {accounts.Count}.");
        long sum = balances.Sum(b => b.Value);
        if (sum != total)
            return (Anomaly.WrongTotal, $"A read's balances add up to {sum}, not {total}.");
        int negative = Array.FindIndex(balances, b => b.Value < 0);
        return negative < 0 || options.AllowNegative ? null
            : (Anomaly.NegativeBalance,
                $"A read found {balances[negative].Value} on account {history.Keys[balances[negative].Key]}.");
    }
}

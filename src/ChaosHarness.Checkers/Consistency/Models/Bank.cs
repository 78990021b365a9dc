namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Checks that every read of all accounts adds up, as under snapshot isolation or better it must. What certifies a bank
/// that holds is each read's own sum: the witness is the reads, added up again by <see cref="BankVerifier"/>.
/// </summary>
internal static class Bank
{
    public static EngineAnswer Decide(ConsistencyHistory history, ConsistencyOptions options)
    {
        List<Conflict> conflicts = [];
        List<int> reads = [];
        Dictionary<int, int>? accounts = null;
        Int128? total = options.Total;
        for (int i = 0; i < history.Ops.Length; i++)
        {
            ref readonly Op op = ref history.Ops[i];
            if (op.Kind != OpKind.Read || op.Ending != Ending.Ok)
                continue;
            MicroOp[] balances = history.Transactions[(int)op.B];
            accounts ??= balances.Select(b => b.Key).Distinct().ToDictionary(k => k, _ => -1);
            total ??= Sum(balances);
            reads.Add(i);
            if (Wrong(history, options, balances, accounts, i, total.Value) is var (anomaly, text))
                conflicts.Add(new(anomaly, [i]) { Late = i, Text = text });
        }

        if (conflicts.Count > 0)
            return EngineAnswer.Of(conflicts);
        int[] witness = [.. reads];
        return BankVerifier.AddUp(history, witness, options.Total, options.AllowNegative)
            ? EngineAnswer.Linearizable(witness)
            : throw new InvalidOperationException("The bank's reads do not stand up to the verifier.");
    }

    /// <param name="history">The history.</param>
    /// <param name="options">Whether debts are allowed.</param>
    /// <param name="balances">What the read found.</param>
    /// <param name="accounts">The accounts that there are, each with the last read that found it.</param>
    /// <param name="read">This read.</param>
    /// <param name="total">What the balances have to add up to.</param>
    private static (Anomaly Anomaly, string Text)? Wrong(
        ConsistencyHistory history, ConsistencyOptions options, MicroOp[] balances, Dictionary<int, int> accounts, int read,
        Int128 total)
    {
        foreach (MicroOp balance in balances)
        {
            string name = history.Keys[balance.Key];
            if (balance.Value == Op.Nothing)
                return (Anomaly.WrongTotal, $"A read found no balance for account {name}.");
            if (!accounts.TryGetValue(balance.Key, out int last))
                return (Anomaly.WrongTotal, $"A read found an account {name} that there is not.");
            if (last == read)
                return (Anomaly.Duplicate, $"A read found account {name} more than once.");
            accounts[balance.Key] = read;
        }

        if (balances.Length != accounts.Count)
            return (Anomaly.WrongTotal, $"A read found {balances.Length} accounts of {accounts.Count}.");
        Int128 sum = Sum(balances);
        if (sum != total)
            return (Anomaly.WrongTotal, $"A read's balances add up to {sum}, not {total}.");
        int negative = Array.FindIndex(balances, b => b.Value < 0);
        return negative < 0 || options.AllowNegative ? null
            : (Anomaly.NegativeBalance,
                $"A read found {balances[negative].Value} on account {history.Keys[balances[negative].Key]}.");
    }

    private static Int128 Sum(MicroOp[] balances)
    {
        Int128 sum = 0;
        foreach (MicroOp balance in balances)
            sum += balance.Value == Op.Nothing ? 0 : balance.Value;
        return sum;
    }
}

/// <summary>Verifies a bank's reads one by one; knows nothing of how they were judged.</summary>
internal static class BankVerifier
{
    /// <summary>Whether these are all reads that ended ok, and each shows the same accounts with the same sum.</summary>
    /// <param name="history">The history.</param>
    /// <param name="reads">The reads that are claimed to be right.</param>
    /// <param name="total">What they have to add up to; null for what the first of them does.</param>
    /// <param name="allowNegative">Whether a balance may be below zero.</param>
    public static bool AddUp(ConsistencyHistory history, ReadOnlySpan<int> reads, long? total, bool allowNegative)
    {
        Int128? wanted = total;
        int[]? accounts = null;
        int next = 0;
        for (int i = 0; i < history.Ops.Length; i++)
        {
            if (history.Ops[i] is not { Kind: OpKind.Read, Ending: Ending.Ok, B: var result })
                continue;
            if (next == reads.Length || reads[next++] != i)
                return false;
            MicroOp[] balances = history.Transactions[(int)result];
            int[] found = Array.ConvertAll(balances, b => b.Key);
            Array.Sort(found);
            accounts ??= [.. found.Distinct()];
            Int128 sum = 0;
            foreach (MicroOp balance in balances)
            {
                if (balance.Value == Op.Nothing || (balance.Value < 0 && !allowNegative))
                    return false;
                sum += balance.Value;
            }

            wanted ??= sum;
            if (sum != wanted || !found.AsSpan().SequenceEqual(accounts))
                return false;
        }

        return next == reads.Length;
    }
}

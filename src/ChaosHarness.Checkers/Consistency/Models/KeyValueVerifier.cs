namespace ChaosHarness.Checkers.Consistency;

/// <summary>Verifies orders of puts, appends and gets by doing them one by one, in one buffer.</summary>
internal static class KeyValueVerifier
{
    /// <summary>Whether this order proves the text linearizable. Linear in the operations and the texts.</summary>
    /// <param name="ops">The whole history.</param>
    /// <param name="members">The key's operations.</param>
    /// <param name="order">The claimed order.</param>
    /// <param name="texts">The texts behind arguments and results.</param>
    /// <param name="initial">The text before all of them.</param>
    public static bool IsOrder(
        Op[] ops, ReadOnlySpan<int> members, ReadOnlySpan<int> order, Symbols texts, string initial)
    {
        char[] buffer = new char[Math.Max(256, initial.Length)];
        initial.CopyTo(buffer);
        int length = initial.Length;
        foreach (int i in order)
        {
            ref readonly Op op = ref ops[i];
            if (op.Ending is not (Ending.Ok or Ending.Unknown))
                return false;
            if (op.Kind == OpKind.Read)
            {
                string read = op.B == Op.Nothing ? initial : texts.Text(op.B) ?? "";
                if (!buffer.AsSpan(0, length).SequenceEqual(read))
                    return false;
                continue;
            }

            string text = texts.Text(op.A) ?? "";
            length = op.Kind == OpKind.Append ? length : 0;
            if (buffer.Length < length + text.Length)
                Array.Resize(ref buffer, 2 * (length + text.Length));
            text.CopyTo(buffer.AsSpan(length));
            length += text.Length;
        }

        return WitnessVerifier.RespectsTime(ops, order) && WitnessVerifier.IsComplete(ops, members, order);
    }
}

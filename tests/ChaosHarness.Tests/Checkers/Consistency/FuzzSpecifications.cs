using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>Transactions over lists word for word: the state is all lists as one text.</summary>
internal sealed class TransactionSpecification(ConsistencyHistory history) : ISpecification<string>
{
    public bool Step(ref string state, in Op op)
    {
        string[] lists = state.Split('|');
        foreach (MicroOp step in history.Transactions[(int)op.A])
        {
            if (step.Kind == OpKind.Append)
                lists[step.Key] += $"{step.Value},";
            else if (op.Ending == Ending.Ok
                && lists[step.Key] != string.Concat(history.Lists[(int)step.Value].Select(e => $"{e},")))
                return false;
        }

        state = string.Join('|', lists);
        return true;
    }
}

/// <summary>Lists word for word, as text states.</summary>
internal sealed class ListSpecification(ConsistencyHistory history, bool set) : ISpecification<string>
{
    public bool Step(ref string state, in Op op)
    {
        switch (op.Kind)
        {
            case OpKind.Append:
                state += $"{op.A},";
                return true;
            case OpKind.Insert:
                state = Sorted([.. Elements(state).Append(op.A).Distinct()]);
                return true;
            case OpKind.ReadLast:
                long[] elements = Elements(state);
                return op.B == (elements.Length == 0 ? Op.Nothing : elements[^1]);
            default:
                long[] read = history.Lists[(int)op.B];
                return state == (set ? Sorted(read) : string.Concat(read.Select(e => $"{e},")));
        }
    }

    private static long[] Elements(string state) =>
        [.. state.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(e => long.Parse(e, System.Globalization.CultureInfo.InvariantCulture))];

    private static string Sorted(long[] elements) => string.Concat(elements.Order().Select(e => $"{e},"));
}

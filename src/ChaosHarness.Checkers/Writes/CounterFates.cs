using System.Runtime.InteropServices;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Writes;

/// <summary>
/// Counters: with a acknowledged increments and u of unknown outcome the counter must hold a to a + u. Increments also
/// answer with the new value, which tells more: one that was answered a value above the final one is lost, and of
/// several that were answered the same value all but one are. What is missing beyond that is known by number only.
/// </summary>
internal static class CounterFates
{
    /// <summary>Judges all increments.</summary>
    public static void Judge(OperationList operations, Authority authority, WriteFates fates, CancellationToken ct)
    {
        Dictionary<int, Counter> counters = [];
        foreach ((FinalRead read, _) in authority.Of(DataSets.Counters))
            counters[read.Key] = new(read.Values.Count == 0 ? 0 : read.Values[0]);
        OperationScan all = operations.Scan(ct);
        while (counters.Count > 0 && all.MoveNext())
        {
            ref readonly Operation op = ref all.Current;
            if (op.Kind == OperationKind.Increment && counters.TryGetValue(op.Key, out Counter? counter))
                counter.Take(op, ref fates.Fates[all.Place]);
        }

        foreach ((int key, Counter counter) in counters)
            counter.Settle(key, fates);
    }

    private sealed class Counter(long final)
    {
        private const int WordBits = 6;

        /// <summary>A bit for each answer: they come in rows, so that a word is used for many of them.</summary>
        private readonly Dictionary<long, ulong> _answers = [];
        private long _acknowledged, _unknown, _lost;

        public void Take(in Operation op, ref Fate fate)
        {
            if (op.Outcome is Outcome.Info or Outcome.Open)
                _unknown++;
            if (op.Outcome != Outcome.Ok)
                return;
            _acknowledged++;
            if (op.Result == Operation.Nothing)
                return;
            if (op.Result <= final && IsFirst(op.Result))
                return;
            fate |= Fate.Lost;
            _lost++;
        }

        private bool IsFirst(long answer)
        {
            ref ulong word = ref CollectionsMarshal.GetValueRefOrAddDefault(_answers, answer >> WordBits, out _);
            ulong bit = 1UL << (int)answer;
            bool isFirst = (word & bit) == 0;
            word |= bit;
            return isFirst;
        }

        public void Settle(int key, WriteFates fates)
        {
            long missing = _acknowledged - _lost - final;
            if (missing > 0)
                fates.MissingIncrements[key] = (int)missing;
            long extra = final - _acknowledged - _unknown;
            if (extra > 0)
                fates.ExtraIncrements[key] = (int)extra;
        }
    }
}

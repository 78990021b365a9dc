using System.Numerics;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Decides linearizability by just-in-time search (Lowe, "Testing for linearizability", 2017): walks the returns in
/// order, and orders operations no earlier than a return forces it to. A configuration is (position, state, which of
/// the operations in flight are done, since when an overwrite can be hidden). Rules that keep it small:
/// <list type="number">
/// <item>Observers that are legal now are done at once; they never branch.</item>
/// <item>Of operations in flight that do the same, only the one that returns first is tried.</item>
/// <item>An operation that is always legal may be hidden just before the last overwrite, if it was in flight then:
/// nobody saw it. It is hidden only when it returns, so that the search never guesses what was overwritten unseen.</item>
/// <item>An operation is done ahead of its return only if something in flight can observe its effect.</item>
/// </list>
/// </summary>
internal sealed partial class LinearSearch<TModel> where TModel : ISearchModel
{
    private const int StepsPerLook = 2048;
    private readonly SearchInput _input;
    private readonly TModel _model;
    private readonly SearchBudget _budget;
    private readonly int _words;
    private readonly ulong[] _open;
    private readonly ulong[] _done;
    private readonly ulong[] _key;
    private readonly int[] _slotOp;
    private readonly SeenTable _seen;
    private readonly List<int> _trail = [];
    private int _position;
    private int _state;
    private int _hideFrom;
    private int _steps;

    /// <param name="input">The partition.</param>
    /// <param name="model">Its sequential specification.</param>
    /// <param name="budget">What it may cost.</param>
    public LinearSearch(SearchInput input, TModel model, SearchBudget budget)
    {
        (_input, _model, _budget) = (input, model, budget);
        _words = Math.Max(1, (input.Slots + 63) >> 6);
        (_open, _done, _key) = (new ulong[_words], new ulong[_words], new ulong[_words + 2]);
        _slotOp = new int[_words << 6];
        _seen = new(_words + 2);
        _best = new int[model.Signatures];
        _bestAt = new int[model.Signatures];
    }

    /// <summary>The farthest return that could be reached; that much of the history is already contradictory.</summary>
    public int Farthest { get; private set; }

    /// <summary>Configurations at which a choice was made.</summary>
    public long Choices { get; private set; }

    /// <summary>Searches. The witness holds indexes into the history.</summary>
    public EngineAnswer Decide() => Find() with { Searched = true };

    private EngineAnswer Find()
    {
        (_state, _position, _hideFrom) = (_model.Initial, 0, -1);
        if (!_budget.Take(_seen.Size))
            return EngineAnswer.OutOfBudget;
        try
        {
            if (_input.Returns.Length == 0)
                return EngineAnswer.Linearizable([]);
            Load(0);
            ObserveAll();
            return Run();
        }
        finally
        {
            _budget.Give(_seen.Size);
        }
    }

    private EngineAnswer Run()
    {
        while (true)
        {
            if (Advance())
                return EngineAnswer.Linearizable(Witness());
            if (++_steps % StepsPerLook == 0 && !_budget.HasTime())
                return EngineAnswer.OutOfBudget;
            Farthest = Math.Max(Farthest, _position);
            if (!Choose(out bool outOfMemory) && !BackTrack())
                return EngineAnswer.Violated(new(Anomaly.NotLinearizable, []));
            if (outOfMemory)
                return EngineAnswer.OutOfBudget;
        }
    }

    /// <summary>Passes all returns of operations that are done. True when none is left.</summary>
    private bool Advance()
    {
        while (true)
        {
            int slot = _input.Slot[_input.Returns[_position]];
            if ((_done[slot >> 6] >> (slot & 63) & 1) == 0)
                return false;
            _done[slot >> 6] &= ~(1UL << (slot & 63));
            _open[slot >> 6] &= ~(1UL << (slot & 63));
            if (++_position == _input.Returns.Length)
                return true;
            Load(_position);
        }
    }

    /// <summary>Operations called between the last return and this one come into flight; legal observers are done.</summary>
    private void Load(int position)
    {
        int from = position == 0 ? 0 : _input.CalledBy[position - 1];
        for (int op = from; op < _input.CalledBy[position]; op++)
        {
            int slot = _input.Slot[op];
            _slotOp[slot] = op;
            _open[slot >> 6] |= 1UL << (slot & 63);
            if (_model.RoleOf(op) == Role.Observer && _model.Allows(_state, op))
                Do(op);
        }
    }

    /// <summary>Does every observer in flight that is legal in the present state.</summary>
    private void ObserveAll()
    {
        for (int w = 0; w < _words; w++)
        {
            for (ulong rest = _open[w] & ~_done[w]; rest != 0; rest &= rest - 1)
            {
                int op = _slotOp[(w << 6) + BitOperations.TrailingZeroCount(rest)];
                if (_model.RoleOf(op) == Role.Observer && _model.Allows(_state, op))
                    Do(op);
            }
        }
    }

    private void Do(int op)
    {
        int slot = _input.Slot[op];
        _done[slot >> 6] |= 1UL << (slot & 63);
        _trail.Add(op);
    }

    /// <summary>Whether this configuration is new; a table that may not grow says so.</summary>
    private bool IsNew(int hideFrom, out bool outOfMemory)
    {
        outOfMemory = false;
        _key[0] = 1UL << 63 | (ulong)(uint)_position << 31 | (uint)_state & 0x7FFFFFFF;
        _key[1] = (uint)(hideFrom + 1);
        _done.CopyTo(_key.AsSpan(2));
        if (_seen.IsFull)
        {
            if (!_budget.Take(_seen.Size))
            {
                _budget.Give(_seen.Size);
                outOfMemory = true;
                return false;
            }

            _seen.Grow();
        }

        return _seen.Add(_key);
    }

    /// <summary>The order that the search has found: hidden overwrites go before the overwrite that hid them.</summary>
    private int[] Witness()
    {
        List<int> order = new(_trail.Count);
        Dictionary<int, List<int>> hidden = [];
        int lastOverwrite = -1;
        foreach (int entry in _trail)
        {
            if (entry >= 0)
            {
                if (_model.RoleOf(entry) == Role.Overwrite)
                    lastOverwrite = entry;
            }
            else if (hidden.TryGetValue(lastOverwrite, out List<int>? before))
            {
                before.Add(~entry);
            }
            else
            {
                hidden.Add(lastOverwrite, [~entry]);
            }
        }

        foreach (int entry in _trail)
        {
            if (entry < 0)
                continue;
            if (hidden.Count > 0 && hidden.TryGetValue(entry, out List<int>? before))
            {
                foreach (int op in before)
                    order.Add(_input.Members[op]);
            }

            order.Add(_input.Members[entry]);
        }

        return [.. order];
    }
}

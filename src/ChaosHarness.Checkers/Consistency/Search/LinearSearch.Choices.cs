using System.Numerics;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>The choices of the search, and the way back from those that failed.</summary>
internal sealed partial class LinearSearch<TModel> where TModel : ISearchModel
{
    // What can be done at a choice: an operation, or its complement to hide it before the last overwrite.
    private readonly List<int> _options = [];
    private readonly List<Frame> _frames = [];
    private ulong[] _saved = new ulong[64];

    // The earliest returning operation of each signature at the present choice.
    private readonly int[] _best;
    private readonly int[] _bestAt;
    private readonly List<int> _candidates = [];
    private int _choice;

    private struct Frame
    {
        public int Position;
        public int State;
        public int HideFrom;
        public int Trail;
        public int Next;
        public int End;
    }

    /// <summary>The operation that returns next is not done: decide what to do. False when nothing can be done.</summary>
    private bool Choose(out bool outOfMemory)
    {
        int hideFrom = Survey();
        if (_model.IsDead(_state, _position))
        {
            outOfMemory = false;
            return false;
        }

        if (!IsNew(hideFrom, out outOfMemory))
            return false;
        Choices++;
        int from = _options.Count;
        AddOptions();
        int count = _options.Count - from;
        if (count == 0)
            return false;
        int option = _options[from];
        if (count == 1)
            _options.RemoveAt(from);
        else
            Save(from, hideFrom);
        Follow(option);
        return true;
    }

    /// <summary>
    /// Tells the model what is in flight and picks one operation per signature. Returns up to which position a hidden
    /// overwrite can still matter: configurations that differ in less are the same.
    /// </summary>
    private int Survey()
    {
        int hideFrom = -1;
        _choice++;
        _candidates.Clear();
        _model.BeginChoice(_state);
        for (int w = 0; w < _words; w++)
        {
            for (ulong rest = _open[w] & ~_done[w]; rest != 0; rest &= rest - 1)
            {
                int op = _slotOp[(w << 6) + BitOperations.TrailingZeroCount(rest)];
                _model.Want(op);
                Role role = _model.RoleOf(op);
                if (role == Role.Observer)
                    continue;
                if (role != Role.Update && _input.CallAt[op] <= _hideFrom)
                    hideFrom = Math.Max(hideFrom, _input.CallAt[op]);
                KeepEarliest(op);
            }
        }

        return hideFrom;
    }

    private void KeepEarliest(int op)
    {
        int signature = _model.SignatureOf(op);
        if (_bestAt[signature] != _choice)
        {
            _bestAt[signature] = _choice;
            _best[signature] = op;
            _candidates.Add(signature);
        }
        else if (_input.ReturnAt[op] < _input.ReturnAt[_best[signature]])
        {
            _best[signature] = op;
        }
    }

    /// <summary>Lists what can be done: the returning operation first, then the others by their returns.</summary>
    private void AddOptions()
    {
        int returning = _input.Returns[_position];
        Role role = _model.RoleOf(returning);
        bool canHide = role is Role.Overwrite or Role.BlindUpdate && _input.CallAt[returning] <= _hideFrom;
        bool isNeeded = role != Role.Overwrite || _model.IsNeeded(returning, _state, _position);
        if (canHide && !isNeeded)
        {
            _options.Add(~returning);
            return;
        }

        if (role != Role.Observer && _model.Apply(_state, returning) >= 0)
            _options.Add(returning);
        if (canHide && _model.IsNeeded(-1, _state, _position))
            _options.Add(~returning);
        AddEarlyOptions(returning, !isNeeded);
    }

    /// <summary>Operations that may be done ahead of their own return.</summary>
    /// <param name="returning">The one that has to be done now.</param>
    /// <param name="onlyUpdates">Overwrites can as well come after it, since nobody needs its effect.</param>
    private void AddEarlyOptions(int returning, bool onlyUpdates)
    {
        int from = _options.Count;
        foreach (int signature in _candidates)
        {
            int op = _best[signature];
            if (op == returning || !_model.IsUseful(op))
                continue;
            Role role = _model.RoleOf(op);
            if (role == Role.Overwrite ? onlyUpdates : role == Role.Update && _model.Apply(_state, op) < 0)
                continue;
            int place = _options.Count;
            _options.Add(op);
            for (; place > from && _input.ReturnAt[_options[place - 1]] > _input.ReturnAt[op]; place--)
                _options[place] = _options[place - 1];
            _options[place] = op;
        }
    }

    private void Save(int from, int hideFrom)
    {
        int at = _frames.Count * _words;
        if (_saved.Length < at + _words)
            Array.Resize(ref _saved, Math.Max(_saved.Length * 2, at + _words));
        _done.CopyTo(_saved, at);
        _frames.Add(new()
        {
            Position = _position, State = _state, HideFrom = hideFrom, Trail = _trail.Count,
            Next = from + 1, End = _options.Count,
        });
    }

    private void Follow(int option)
    {
        if (option < 0)
        {
            int slot = _input.Slot[~option];
            _done[slot >> 6] |= 1UL << (slot & 63);
            _trail.Add(option);
            return;
        }

        _state = _model.Apply(_state, option);
        if (_model.RoleOf(option) == Role.Overwrite)
            _hideFrom = _position;
        Do(option);
        ObserveAll();
    }

    /// <summary>Returns to the last choice that has something left to try. False when there is none.</summary>
    private bool BackTrack()
    {
        while (_frames.Count > 0)
        {
            Frame frame = _frames[^1];
            int at = (_frames.Count - 1) * _words;
            if (frame.Next == frame.End)
            {
                _frames.RemoveAt(_frames.Count - 1);
                int first = _frames.Count == 0 ? 0 : _frames[^1].End;
                _options.RemoveRange(first, _options.Count - first);
                continue;
            }

            Rewind(frame.Position);
            _saved.AsSpan(at, _words).CopyTo(_done);
            (_state, _hideFrom) = (frame.State, frame.HideFrom);
            _trail.RemoveRange(frame.Trail, _trail.Count - frame.Trail);
            int option = _options[frame.Next++];
            _frames[^1] = frame;
            Follow(option);
            return true;
        }

        return false;
    }

    /// <summary>Takes back calls and returns until the given return is next again.</summary>
    private void Rewind(int position)
    {
        while (_position > position)
        {
            for (int op = _input.CalledBy[_position - 1]; op < Math.Min(CalledNow(), _input.Members.Length); op++)
                _open[_input.Slot[op] >> 6] &= ~(1UL << (_input.Slot[op] & 63));
            _position--;
            int returned = _input.Returns[_position];
            int slot = _input.Slot[returned];
            _slotOp[slot] = returned;
            _open[slot >> 6] |= 1UL << (slot & 63);
        }
    }

    private int CalledNow() => _position < _input.Returns.Length ? _input.CalledBy[_position] : 0;
}

namespace ChaosHarness.Tests.Kit;

/// <summary>A bug that shows when the primary changes.</summary>
[Flags]
public enum RegisterBug
{
    /// <summary>Every switch is clean.</summary>
    None = 0,

    /// <summary>The new primary lacks the newest acknowledged writes of some keys.</summary>
    Loses = 1,

    /// <summary>The new primary holds some appended values twice.</summary>
    Duplicates = 2,

    /// <summary>What a switch lost is back after the next one, at the end of its list. Loses at every other switch.</summary>
    Resurrects = 4,

    /// <summary>The old primary goes on acknowledging until <see cref="BrokenRegister.Settle"/>; then that is discarded.</summary>
    ServesTwoMasters = 8,
}

/// <summary>
/// Lists, registers and counters kept by two endpoints of which one is primary, with bugs on switches, and with the
/// truth about what they did. Put each side behind a <see cref="ScriptedServer"/> to reach it over a network.
/// </summary>
public sealed class BrokenRegister(RegisterBug bugs, int seed, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly List<(int Key, long Value)> _gone = [];
    private readonly BrokenSide[] _sides = [new(), new()];
    private readonly HashSet<long> _lost = [];
    private readonly HashSet<long> _duplicated = [];
    private readonly HashSet<long> _resurrected = [];
    private readonly HashSet<long> _discarded = [];
    private readonly List<(Instant From, Instant To)> _overlaps = [];
    private int _primary;
    private Instant? _twoSince;

    /// <summary>The side that is primary at first.</summary>
    public IScriptedStore First => new View(this, 0);

    /// <summary>The other side.</summary>
    public IScriptedStore Second => new View(this, 1);

    /// <summary>
    /// Acknowledged values that a switch took away and that are not back: elements missing from their list, and all
    /// values that a register went back behind.
    /// </summary>
    public IReadOnlySet<long> Lost => Copy(_lost);

    /// <summary>Appended values that the primary holds twice.</summary>
    public IReadOnlySet<long> Duplicated => Copy(_duplicated);

    /// <summary>Values that were gone after one switch and are back.</summary>
    public IReadOnlySet<long> Resurrected => Copy(_resurrected);

    /// <summary>Values that the losing one of two masters acknowledged; they are gone.</summary>
    public IReadOnlySet<long> Discarded => Copy(_discarded);

    /// <summary>When both sides acknowledged writes, one entry for each settled pair of masters.</summary>
    public IReadOnlyList<(Instant From, Instant To)> Overlaps
    {
        get
        {
            lock (_gate) return [.. _overlaps];
        }
    }

    /// <summary>The list that the primary holds at a key.</summary>
    public IReadOnlyList<long> FinalList(int key)
    {
        lock (_gate) return [.. _sides[_primary].List(key)];
    }

    /// <summary>What the primary holds in a register, or null.</summary>
    public long? FinalRegister(int key)
    {
        lock (_gate) return _sides[_primary].Register(key);
    }

    /// <summary>Makes the other side primary. Two masters that still stand are settled first.</summary>
    public void Switch()
    {
        lock (_gate)
        {
            SettleLocked();
            var next = _sides[_primary].Clone();
            (int Key, long Value)[] back = bugs.HasFlag(RegisterBug.Resurrects) ? [.. _gone] : [];
            if (bugs.HasFlag(RegisterBug.Loses) || (bugs.HasFlag(RegisterBug.Resurrects) && back.Length == 0)) Lose(next);
            Resurrect(next, back);
            if (bugs.HasFlag(RegisterBug.Duplicates)) Duplicate(next);
            _sides[_primary].SinceSwitch.Clear();
            _primary = 1 - _primary;
            _sides[_primary] = next;
            if (bugs.HasFlag(RegisterBug.ServesTwoMasters)) _twoSince = Instant.Now(clock);
        }
    }

    /// <summary>Ends two masters: what the old one acknowledged since the switch is discarded.</summary>
    public void Settle()
    {
        lock (_gate) SettleLocked();
    }

    private void SettleLocked()
    {
        if (_twoSince is not { } since) return;
        _twoSince = null;
        _overlaps.Add((since, Instant.Now(clock)));
        _discarded.UnionWith(_sides[1 - _primary].SinceSwitch);
    }

    private void Lose(BrokenSide side)
    {
        int before = _lost.Count;
        foreach (int key in side.Keys())
        {
            // Every other key on average, but always at least one, so that a planted bug is really there.
            if (_lost.Count > before && _random.Next(2) == 0) continue;
            foreach (long value in side.DropNewest(key, _random.Next(1, 4))) Miss(side, key, value);
        }
    }

    private void Miss(BrokenSide side, int key, long value)
    {
        _resurrected.Remove(value);
        if (_duplicated.Remove(value) && side.List(key).Contains(value)) return; // the other copy is still there
        _lost.Add(value);
        if (BrokenSide.IsList(key)) _gone.Add((key, value));
    }

    private void Resurrect(BrokenSide side, (int Key, long Value)[] back)
    {
        foreach ((int key, long value) in back)
        {
            side.Append(key, value);
            _gone.Remove((key, value));
            _lost.Remove(value);
            _resurrected.Add(value);
        }
    }

    private void Duplicate(BrokenSide side)
    {
        foreach (int key in side.Keys().Where(BrokenSide.IsList))
        {
            var list = side.List(key);
            if (list.Count == 0) continue;
            long value = list[_random.Next(list.Count)];
            if (_duplicated.Add(value)) side.Append(key, value);
        }
    }

    private bool IsPrimary(int index) => index == _primary || _twoSince is not null;

    private HashSet<long> Copy(HashSet<long> set)
    {
        lock (_gate) return [.. set];
    }

    private T Act<T>(int index, bool writes, Func<BrokenSide, T> act)
    {
        lock (_gate)
        {
            bool primary = IsPrimary(index);
            if (writes && !primary) throw new RefusedException("READONLY", "You can't write against a read only replica.");
            return act(_sides[primary ? index : _primary]);
        }
    }

    private sealed class View(BrokenRegister register, int index) : IScriptedStore
    {
        public bool IsPrimary
        {
            get
            {
                lock (register._gate) return register.IsPrimary(index);
            }
        }

        public long Append(int key, long value) => register.Act(index, true, side => side.Append(key, value));

        public long? Last(int key) => register.Act<long?>(index, false, side => side.List(key) is [.., var last] ? last : null);

        public void Set(int key, long value) => register.Act(index, true, side => side.Set(key, value));

        public long? Get(int key) => register.Act(index, false, side => side.Register(key));

        public long Increment(int key) => register.Act(index, true, side => side.Increment(key));

        public long Counter(int key) => register.Act(index, false, side => side.Counter(key));

        public IReadOnlyList<long> All(int key) => register.Act(index, false, side => (IReadOnlyList<long>)[.. side.List(key)]);
    }
}

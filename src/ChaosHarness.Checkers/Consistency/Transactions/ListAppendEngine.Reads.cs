namespace ChaosHarness.Checkers.Consistency;

/// <summary>What single reads show.</summary>
internal sealed partial class ListAppendEngine
{
    /// <summary>What one transaction read: prefixes of the version order, committed and final, and its own writes.</summary>
    private void CheckReads(int t)
    {
        MicroOp[] steps = Steps(t);
        for (int s = 0; s < steps.Length; s++)
        {
            if (steps[s].Kind != OpKind.Read || steps[s].Value == Op.Nothing)
                continue;
            long[] list = history.Lists[(int)steps[s].Value];
            int key = steps[s].Key;
            bool isVersion = _versions[key].AsSpan().StartsWith(list);
            if (!isVersion)
            {
                ReportParting(t, key, list);
                CheckElements(t, key, list);
            }

            if (list.Length > 0)
                CheckLast(t, key, isVersion ? _versionElements[_offsets[key] + list.Length - 1] : _elements.Find(key, list[^1]));
            if (IsRepeated(steps, s))
                CheckInternal(t, steps, s, list);
        }
    }

    /// <summary>Whether another step of the transaction has the same key.</summary>
    private static bool IsRepeated(MicroOp[] steps, int at)
    {
        for (int s = 0; s < steps.Length; s++)
        {
            if (s != at && steps[s].Key == steps[at].Key)
                return true;
        }

        return false;
    }

    /// <summary>Two reads that part somewhere: with them, whoever appended the elements there.</summary>
    private void ReportParting(int t, int key, long[] list)
    {
        int at = _versions[key].AsSpan().CommonPrefixLength(list);
        List<int> core = [_longestReader[key]];
        foreach (long element in (long[])[list[at], _versions[key][at]])
        {
            int writer = WriterOf(key, element);
            if (writer >= 0 && writer != t && !core.Contains(writer))
                core.Add(writer);
        }

        core.Add(t);
        Report(
            Anomaly.IncompatibleOrder,
            $"Two reads of key {history.Keys[key]} are not prefixes of one order.", [.. core]);
    }

    private int WriterOf(int key, long value) =>
        _elements.Find(key, value) is >= 0 and int element ? _elements.Writer[element] : -1;

    /// <summary>Whether a list that was read holds an element, given the place of each in the version order.</summary>
    private bool Holds(int key, long[] list, long value)
    {
        int place = _elements.Find(key, value) is >= 0 and int element ? _elements.Place[element] : -1;
        return place >= 0 && place < list.Length && list[place] == value;
    }

    private void CheckInternal(int t, MicroOp[] steps, int at, long[] list)
    {
        List<long> own = [];
        long[]? before = null;
        for (int s = 0; s < at; s++)
        {
            if (steps[s].Key != steps[at].Key)
                continue;
            if (steps[s].Kind == OpKind.Append)
                own.Add(steps[s].Value);
            else if (steps[s].Value != Op.Nothing)
                (before, own) = (history.Lists[(int)steps[s].Value], []);
        }

        bool foresees = false;
        for (int s = at + 1; s < steps.Length; s++)
        {
            foresees |= steps[s].Kind == OpKind.Append && steps[s].Key == steps[at].Key
                && Holds(steps[at].Key, list, steps[s].Value);
        }

        bool fits = before is not null
            ? list.Length == before.Length + own.Count && list.AsSpan().StartsWith(before)
                && list.AsSpan(before.Length).SequenceEqual(own.ToArray())
            : list.AsSpan().EndsWith(own.ToArray());
        if (!fits || foresees)
        {
            Report(
                Anomaly.Internal,
                $"A transaction read key {history.Keys[steps[at].Key]} and did not find what it had itself read and appended before.",
                t);
        }
    }

    /// <summary>The last element shows which version was read: it must be the last that its transaction wrote there.</summary>
    private void CheckLast(int t, int key, int element)
    {
        if (element < 0 || _elements.IsLast[element] || _elements.Writer[element] < 0 || _elements.Writer[element] == t)
            return;
        Report(
            Anomaly.G1b,
            $"A transaction read key {history.Keys[key]} as another one had left it halfway, before its last append.",
            _elements.Writer[element], t);
    }

    /// <summary>Elements in the version order: appended by somebody, not aborted, and once only.</summary>
    private void CheckVersions()
    {
        for (int key = 0; key < _versions.Length; key++)
        {
            if (_longestReader[key] < 0)
                continue;
            if (!IsPlain(key))
                CheckElements(_longestReader[key], key, _versions[key]);
            CheckWhole(key);
        }
    }

    /// <summary>Whether every element of the version order is there once, from a transaction that was not aborted.</summary>
    private bool IsPlain(int key)
    {
        for (int j = 0; j < _versions[key].Length; j++)
        {
            int element = _versionElements[_offsets[key] + j];
            int writer = _elements.Writer[element];
            if (writer < 0 || _ops[writer].Ending == Ending.NoEffect || _elements.Place[element] != j)
                return false;
        }

        return true;
    }

    /// <summary>What one transaction appended to a key stands together and in its order.</summary>
    private void CheckWhole(int key)
    {
        for (int j = 0; j < _versions[key].Length; j++)
        {
            int element = _versionElements[_offsets[key] + j];
            int before = _elements.Before[element];
            if (before < 0 || (j > 0 && _versionElements[_offsets[key] + j - 1] == before))
                continue;
            Report(
                Anomaly.G1b,
                $"A read of key {history.Keys[key]} shows element {Show(_versions[key][j])} without, or not right behind, "
                + $"element {Show(_elements.Value(before))} of the same transaction.",
                _elements.Writer[element], _longestReader[key]);
            return;
        }
    }

    private void CheckElements(int reader, int key, long[] list)
    {
        HashSet<long> seen = new(list.Length);
        int aborted = -1;
        foreach (long value in list)
        {
            if (!seen.Add(value))
                Report(Anomaly.Duplicate, $"A read of key {history.Keys[key]} found element {Show(value)} more than once.", reader);
            int writer = WriterOf(key, value);
            if (writer < 0)
            {
                Report(
                    Anomaly.PhantomRead,
                    $"A read of key {history.Keys[key]} found element {Show(value)}, which nobody appended.", reader);
            }
            else if (_ops[writer].Ending == Ending.NoEffect)
            {
                Report(
                    Anomaly.G1a,
                    $"A read of key {history.Keys[key]} found element {Show(value)} of a transaction that was aborted.",
                    writer, reader);
                aborted = writer;
            }
            else if (aborted >= 0 && _ops[writer].Ending == Ending.Ok)
            {
                Report(
                    Anomaly.DirtyUpdate,
                    $"A committed transaction appended to key {history.Keys[key]} on top of an aborted one.",
                    aborted, writer);
                aborted = -1;
            }
        }
    }
}

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Decides linearizability of a first-in, first-out queue whose elements are all different, by the patterns that every
/// violation contains (Henzinger, Sezgin, Vafeiadis, "Aspect-oriented linearizability proofs", CONCUR 2013): an element
/// dequeued that was never enqueued, or twice, or before its enqueue; an element surely enqueued before another one but
/// surely dequeued after it (or never); an "empty" during all of which some element surely was inside.
/// </summary>
internal sealed class QueueEngine(ConsistencyHistory history)
{
    private readonly Op[] _ops = history.Ops;

    /// <summary>Judges one queue.</summary>
    /// <param name="order">Its operations by start.</param>
    /// <param name="budget">For the search, which is asked when elements repeat or a dequeue of unknown outcome matters.</param>
    public EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        if (!Collect(order, out QueueElement[] elements, out Conflict? conflict, out bool openDequeue))
            return SearchEngine.Queue(_ops, order, budget);
        if (conflict is not null)
            return EngineAnswer.Violated(conflict);
        List<int> empties = Empties(order);
        conflict = Overtaken(elements) ?? FalseEmpty(empties, elements);
        if (conflict is null)
            return Certified(order, elements, empties);
        if (!openDequeue)
            return EngineAnswer.Violated(conflict);

        // A dequeue of unknown outcome may have taken what nobody else took: only the rest is sure.
        QueueElement[] taken = Array.FindAll(elements, e => e.Dequeue >= 0);
        conflict = Overtaken(taken) ?? FalseEmpty(empties, taken);
        return conflict is null ? SearchEngine.Queue(_ops, order, budget) : EngineAnswer.Violated(conflict);
    }

    private EngineAnswer Certified(ReadOnlySpan<int> order, QueueElement[] elements, List<int> empties) =>
        new QueueOrder(_ops, elements, empties).Make() is { } witness && QueueVerifier.IsOrder(_ops, order, witness)
            ? EngineAnswer.Linearizable(witness)
            : throw new InvalidOperationException("The queue's order does not stand up to the verifier.");

    private bool Collect(ReadOnlySpan<int> order, out QueueElement[] elements, out Conflict? conflict, out bool openDequeue)
    {
        (elements, conflict, openDequeue) = ([], null, false);
        (long lowest, long highest) = (long.MaxValue, long.MinValue);
        int count = 0;
        foreach (int i in order)
        {
            if (_ops[i].Kind != OpKind.Enqueue)
                continue;
            count++;
            (lowest, highest) = (Math.Min(lowest, _ops[i].A), Math.Max(highest, _ops[i].A));
        }

        ValueMap numbers = new();
        numbers.Reset(lowest, highest, count);
        elements = new QueueElement[count];
        count = 0;
        foreach (int i in order)
        {
            ref readonly Op op = ref _ops[i];
            if (op.Kind != OpKind.Enqueue || op.Ending is Ending.NoEffect or Ending.ValueDiffered)
                continue;
            if (!numbers.TryAdd(op.A, count))
                return false;
            elements[count++] = new()
            {
                Enqueue = i, Dequeue = -1, EnqueueStart = op.Start, EnqueueEnd = op.End,
                DequeueStart = Op.Never, DequeueEnd = Op.Never,
            };
        }

        foreach (int i in order)
        {
            ref readonly Op op = ref _ops[i];
            if (op.Kind != OpKind.Dequeue)
                continue;
            openDequeue |= op.Ending == Ending.Unknown;
            if (op.Ending != Ending.Ok || op.B == Op.Nothing)
                continue;
            int e = numbers.Find(op.B);
            if (e < 0)
                conflict ??= Unexplained(order, i);
            else
                conflict ??= Take(ref elements[e], i);
        }

        // An enqueue of unknown outcome that nothing took can as well not have happened.
        elements = Array.FindAll(
            elements[..count], e => e.Dequeue >= 0 || _ops[e.Enqueue].Ending == Ending.Ok);
        return true;
    }

    private Conflict? Take(ref QueueElement element, int dequeue)
    {
        if (element.Dequeue >= 0)
        {
            return new(Anomaly.Duplicate, [element.Enqueue, element.Dequeue, dequeue])
            {
                Early = element.Dequeue, Late = dequeue,
            };
        }

        element.Dequeue = dequeue;
        (element.DequeueStart, element.DequeueEnd) = (_ops[dequeue].Start, _ops[dequeue].End);
        return element.DequeueEnd < element.EnqueueStart
            ? new(Anomaly.FutureRead, [dequeue, element.Enqueue]) { Early = dequeue, Late = element.Enqueue }
            : null;
    }

    private Conflict Unexplained(ReadOnlySpan<int> order, int dequeue)
    {
        foreach (int i in order)
        {
            if (_ops[i].Kind == OpKind.Enqueue && _ops[i].A == _ops[dequeue].B)
                return new(Anomaly.AbortedRead, [i, dequeue]) { Early = i, Late = dequeue };
        }

        return new(Anomaly.PhantomRead, [dequeue]) { Late = dequeue };
    }

    /// <summary>An element surely enqueued before another one, and surely dequeued after it or never.</summary>
    private static Conflict? Overtaken(QueueElement[] elements)
    {
        int[] byEnd = QueueOrder.Sorted(elements.Length, e => elements[e].EnqueueEnd);
        int[] byStart = QueueOrder.Sorted(elements.Length, e => elements[e].EnqueueStart);
        int before = 0;
        int latest = -1;
        foreach (int y in byStart)
        {
            for (; before < byEnd.Length && elements[byEnd[before]].EnqueueEnd < elements[y].EnqueueStart; before++)
            {
                if (latest < 0 || elements[byEnd[before]].DequeueStart > elements[latest].DequeueStart)
                    latest = byEnd[before];
            }

            if (latest < 0 || elements[y].DequeueEnd >= elements[latest].DequeueStart)
                continue;
            QueueElement x = elements[latest];
            int[] core = [x.Enqueue, elements[y].Enqueue, elements[y].Dequeue, x.Dequeue];
            return new(x.Dequeue < 0 ? Anomaly.LostWrite : Anomaly.OrderViolation, Array.FindAll(core, i => i >= 0))
            {
                Early = x.Enqueue, Late = elements[y].Enqueue,
            };
        }

        return null;
    }

    /// <summary>Dequeues that found the queue empty, by start.</summary>
    private List<int> Empties(ReadOnlySpan<int> order)
    {
        List<int> empties = [];
        foreach (int i in order)
        {
            ref readonly Op op = ref _ops[i];
            if (op.Kind == OpKind.Dequeue
                && (op.Ending == Ending.ValueDiffered || (op.Ending == Ending.Ok && op.B == Op.Nothing)))
            {
                empties.Add(i);
            }
        }

        return empties;
    }

    /// <summary>
    /// An "empty" is false if elements surely were inside at every moment of it. One is surely inside strictly between
    /// the end of its enqueue and the start of its dequeue; such spans that overlap make one.
    /// </summary>
    private Conflict? FalseEmpty(List<int> empties, QueueElement[] elements)
    {
        if (empties.Count == 0)
            return null;
        int[] inside = Array.FindAll(QueueOrder.Sorted(elements.Length, e => elements[e].EnqueueEnd), e => elements[e].EnqueueEnd < elements[e].DequeueStart);
        int next = 0;
        (long from, long to) = (long.MaxValue, long.MinValue);
        int first = 0;
        foreach (int i in empties)
        {
            for (; next < inside.Length && elements[inside[next]].EnqueueEnd < _ops[i].Start; next++)
            {
                QueueElement e = elements[inside[next]];
                if (e.EnqueueEnd >= to)
                    (from, to, first) = (e.EnqueueEnd, e.DequeueStart, next);
                to = Math.Max(to, e.DequeueStart);
            }

            // The span may go on with elements whose enqueue ended while the operation ran.
            long until = to;
            for (int k = next; k < inside.Length && elements[inside[k]].EnqueueEnd < until && until <= _ops[i].End; k++)
                until = Math.Max(until, elements[inside[k]].DequeueStart);
            if (from < _ops[i].Start && _ops[i].End < until && _ops[i].Start < until)
                return new(Anomaly.FalseEmpty, [i, .. Covering(elements, inside, first, _ops[i])]) { Late = i };
        }

        return null;
    }

    /// <summary>A few elements whose spans cover the operation: always the one that reaches farthest.</summary>
    private static List<int> Covering(QueueElement[] elements, int[] inside, int first, Op empty)
    {
        List<int> core = [];
        long reached = empty.Start;
        bool isFirst = true;
        while (isFirst || reached <= empty.End)
        {
            int best = -1;
            for (int k = first; k < inside.Length; k++)
            {
                QueueElement e = elements[inside[k]];
                if (e.EnqueueEnd < reached && (best < 0 || e.DequeueStart > elements[best].DequeueStart))
                    best = inside[k];
            }

            if (best < 0 || (!isFirst && elements[best].DequeueStart <= reached))
                return core;
            core.Add(elements[best].Enqueue);
            if (elements[best].Dequeue >= 0)
                core.Add(elements[best].Dequeue);
            (reached, isFirst) = (elements[best].DequeueStart, false);
        }

        return core;
    }
}

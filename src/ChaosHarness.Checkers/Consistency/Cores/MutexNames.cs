namespace ChaosHarness.Checkers.Consistency;

/// <summary>Names the cores of mutexes: an acquire sets 0 to 1, a release 1 to 0.</summary>
internal static class MutexNames
{
    private const long Free = 0;

    /// <summary>The conflict by its name, or null where none is proven.</summary>
    public static Conflict? Of(Conflict conflict, CoreQuestion question)
    {
        int[] core = [.. conflict.Core.Distinct().Order()];
        int[] latest = [.. Enumerable.Range(0, core.Length).OrderByDescending(i => question.Ops[i].Start)];
        foreach (int i in latest)
        {
            if (question.Ops[i].Ending == Ending.ValueDiffered && question.IsLegalWithout(i))
                return conflict with { Anomaly = Anomaly.SpuriousFailure, Core = core, Early = -1, Late = core[i] };
        }

        return Surely(isAcquire: true, Anomaly.DoubleAcquire) ?? Surely(isAcquire: false, Anomaly.UnheldRelease);

        Conflict? Surely(bool isAcquire, Anomaly name)
        {
            if (BruteForce.IsLinearizable(question.Ops, new HalfMutex(isAcquire), Free, CoreQuestion.MostSteps) != false)
                return null;
            int late = Array.Find(latest, i => question.Ops[i] is { Ending: Ending.Ok } op && op.A == Free == isAcquire);
            int early = latest.Where(i => question.Ops[i].End < question.Ops[late].Start)
                .DefaultIfEmpty(-1).MaxBy(i => i < 0 ? long.MinValue : question.Ops[i].End);
            return conflict with { Anomaly = name, Core = core, Early = early < 0 ? -1 : core[early], Late = core[late] };
        }
    }

    /// <summary>
    /// A mutex that only acquires, or only releases, demand something of. If even that has no legal order, then such an
    /// operation succeeded in the wrong state in every order.
    /// </summary>
    private sealed class HalfMutex(bool acquiresDemand) : ISpecification<long>
    {
        private readonly RegisterSpecification _register = new();

        public bool Step(ref long state, in Op op)
        {
            bool demands = op.Kind == OpKind.CompareAndSet && op.Ending != Ending.ValueDiffered && op.A == Free == acquiresDemand;
            if (demands)
                return _register.Step(ref state, op);
            if (op.Ending != Ending.ValueDiffered)
                state = op.Kind == OpKind.Write ? op.A : op.B;
            return true;
        }
    }
}

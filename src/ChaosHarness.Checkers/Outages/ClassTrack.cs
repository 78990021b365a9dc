using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Outages;

/// <summary>
/// The operations of one class. Operations that the load itself did not do for lack of means say nothing about the
/// service and are left out.
/// </summary>
internal sealed class ClassTrack : Selection
{
    private static readonly string[] s_ownErrors = ["client-overload", "client-bug"];

    private ClassTrack(string name, OperationList all) : base(all) => Name = name;

    /// <summary>The class, such as <c>web.write</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// The last moment at which anything was recorded, in nanoseconds: what was still open then had no chance to be
    /// answered later.
    /// </summary>
    public long Horizon { get; private set; }

    /// <summary>Takes a history apart by class.</summary>
    public static IReadOnlyList<ClassTrack> Of(History history, CancellationToken ct)
    {
        bool[] isOwn = [.. history.Names.Select(s_ownErrors.Contains)];
        ClassTrack?[] tracks = new ClassTrack?[history.Names.Count];
        OperationScan all = history.Operations.Scan(ct);
        while (all.MoveNext())
        {
            ref readonly Operation op = ref all.Current;
            if (isOwn[op.Error])
                continue;
            ClassTrack track = tracks[op.Class] ??= new(history.Name(op.Class), history.Operations);
            track.Add(all.Place, op.Start);
            Instant last = op.End == Instant.Never ? op.Start : op.End;
            track.Horizon = Math.Max(track.Horizon, last.Nanoseconds);
        }

        return [.. tracks.OfType<ClassTrack>().OrderBy(t => t.Name, StringComparer.Ordinal)];
    }
}

using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Outages;

/// <summary>
/// The operations of one class by start, in arrays side by side. Times are nanoseconds of the run's clock. Operations
/// that the load itself did not do for lack of means say nothing about the service and are left out.
/// </summary>
internal sealed class ClassTrack
{
    private static readonly string[] s_ownErrors = ["client-overload", "client-bug"];

    private ClassTrack(string name, int count)
    {
        Name = name;
        (Index, Start, End, Intended) = (new int[count], new long[count], new long[count], new long[count]);
        Outcome = new Outcome[count];
    }

    /// <summary>The class, such as <c>web.write</c>.</summary>
    public string Name { get; }

    /// <summary>How many operations there are.</summary>
    public int Count => Index.Length;

    /// <summary>Their places in the history.</summary>
    public int[] Index { get; }

    /// <summary>When the schedule wanted them to start.</summary>
    public long[] Intended { get; }

    /// <summary>When they started.</summary>
    public long[] Start { get; }

    /// <summary>When they ended; <see cref="Instant.Never"/> for open ones.</summary>
    public long[] End { get; }

    /// <summary>How they ended.</summary>
    public Outcome[] Outcome { get; }

    /// <summary>The last moment at which anything was recorded: what was still open then had no chance to be answered later.</summary>
    public long Horizon { get; private set; }

    /// <summary>Takes a history apart by class.</summary>
    public static IReadOnlyList<ClassTrack> Of(History history)
    {
        ReadOnlySpan<Operation> operations = history.Span();
        bool[] isOwn = [.. history.Names.Select(s_ownErrors.Contains)];
        int[] counts = new int[history.Names.Count];
        foreach (ref readonly Operation op in operations)
            counts[op.Class] += isOwn[op.Error] ? 0 : 1;
        ClassTrack?[] tracks = new ClassTrack?[counts.Length];
        for (int name = 0; name < counts.Length; name++)
            tracks[name] = counts[name] > 0 ? new(history.Names[name], counts[name]) : null;
        Fill(tracks, operations, isOwn);
        return [.. tracks.OfType<ClassTrack>().OrderBy(t => t.Name, StringComparer.Ordinal)];
    }

    /// <summary>The place of the first operation that started then or later.</summary>
    public int FirstFrom(long instant) => Completions.FirstFrom(Start, instant);

    private static void Fill(ClassTrack?[] tracks, ReadOnlySpan<Operation> operations, bool[] isOwn)
    {
        int[] next = new int[tracks.Length];
        for (int i = 0; i < operations.Length; i++)
        {
            ref readonly Operation op = ref operations[i];
            if (isOwn[op.Error])
                continue;
            ClassTrack track = tracks[op.Class]!;
            int at = next[op.Class]++;
            track.Index[at] = i;
            track.Intended[at] = op.Intended.Nanoseconds;
            track.Start[at] = op.Start.Nanoseconds;
            track.End[at] = op.End.Nanoseconds;
            track.Outcome[at] = op.Outcome;
            long last = op.End == Instant.Never ? op.Start.Nanoseconds : op.End.Nanoseconds;
            track.Horizon = Math.Max(track.Horizon, last);
        }
    }
}

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// The clusters of one register: cluster 0 is the initial value, every other one a written value; each with all its
/// reads. Arrays side by side, kept from key to key.
/// </summary>
internal sealed class Clusters
{
    /// <summary>Neither dropped nor seen yet.</summary>
    public const byte Pending = 1;

    /// <summary>Surely took effect, or was seen to.</summary>
    public const byte Kept = 2;

    /// <summary>The operation that wrote the value, or -1 for the initial one.</summary>
    public int[] Writer = [];

    /// <summary>Least end of all operations of the cluster, and which one that is.</summary>
    public long[] First = [];
    public int[] FirstOp = [];

    /// <summary>Greatest start, and which one that is.</summary>
    public long[] Last = [];
    public int[] LastOp = [];

    /// <summary>The cluster whose value this one's compare-and-set expected, or -1 after a plain write.</summary>
    public int[] Parent = [];

    /// <summary>The cluster made from this one by a compare-and-set, or -1.</summary>
    public int[] Child = [];

    /// <summary><see cref="Pending"/> or <see cref="Kept"/>.</summary>
    public byte[] State = [];

    /// <summary>Number of reads.</summary>
    public int[] Reads = [];

    /// <summary>A read of the cluster's value, or -1.</summary>
    public int[] Seer = [];

    /// <summary>Number of clusters.</summary>
    public int Count;

    /// <summary>Starts again with the initial value alone.</summary>
    public void Reset(int most)
    {
        if (Writer.Length < most)
        {
            (Writer, FirstOp, LastOp) = (new int[most], new int[most], new int[most]);
            (First, Last) = (new long[most], new long[most]);
            (Parent, Child, Reads, Seer) = (new int[most], new int[most], new int[most], new int[most]);
            State = new byte[most];
        }

        Count = 0;
        Add(-1, long.MinValue, long.MinValue, Kept);
    }

    /// <summary>A new cluster.</summary>
    public void Add(int writer, long start, long end, byte state)
    {
        int c = Count++;
        (Writer[c], FirstOp[c], LastOp[c]) = (writer, writer, writer);
        (First[c], Last[c]) = (end, start);
        (Parent[c], Child[c], Reads[c], Seer[c]) = (-1, -1, 0, -1);
        State[c] = state;
    }

    /// <summary>One more read of the cluster's value.</summary>
    public void AddRead(int c, int op, long start, long end)
    {
        Reads[c]++;
        Seer[c] = op;
        State[c] = Kept;
        if (end < First[c])
            (First[c], FirstOp[c]) = (end, op);
        if (start > Last[c])
            (Last[c], LastOp[c]) = (start, op);
    }
}

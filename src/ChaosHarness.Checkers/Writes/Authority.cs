using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Writes;

/// <summary>What the system itself held in the end: the newest read of every key from the node that speaks for it.</summary>
internal sealed class Authority
{
    private readonly Dictionary<(string Set, int Key), (FinalRead Read, int Place)> _reads = [];
    private readonly List<Finding> _findings = [];

    public Authority(IReadOnlyList<FinalRead> reads)
    {
        for (int i = 0; i < reads.Count; i++)
        {
            FinalRead read = reads[i];
            (string, int) key = (DataSets.Named(read.Set), read.Key);
            if (read.Authoritative && (!_reads.TryGetValue(key, out (FinalRead Read, int) known) || read.At >= known.Read.At))
                _reads[key] = (read, i);
        }

        FindRivals(reads);
    }

    /// <summary>What is wrong with the reads themselves.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>The reads of a set.</summary>
    public IEnumerable<(FinalRead Read, int Place)> Of(string set) =>
        _reads.Values.Where(r => DataSets.Named(r.Read.Set) == set).OrderBy(r => r.Read.Key);

    /// <summary>Whether it is known what a key held.</summary>
    public bool Knows(string set, int key) => _reads.ContainsKey((set, key));

    /// <summary>Whether this read is the one that counts.</summary>
    public bool IsFinal(FinalRead read) =>
        _reads.TryGetValue((DataSets.Named(read.Set), read.Key), out (FinalRead Read, int) known) && ReferenceEquals(known.Read, read);

    /// <summary>Two nodes that both claim to speak for the system: then nobody does.</summary>
    private void FindRivals(IReadOnlyList<FinalRead> reads)
    {
        foreach (IGrouping<(string, int), FinalRead> rivals in reads.Where(r => r.Authoritative).GroupBy(r => (r.Set, r.Key)))
        {
            string[] nodes = [.. rivals.Select(r => r.Node).Distinct()];
            FinalRead first = rivals.First();
            if (nodes.Length < 2 || rivals.All(r => r.Values.SequenceEqual(first.Values)))
                continue;
            _findings.Add(new(
                Verdict.Unknown,
                $"{string.Join(" and ", nodes)} both spoke for the system in the final reads and differ on {first.Set}:{first.Key}."));
            _reads.Remove((DataSets.Named(first.Set), first.Key));
        }
    }
}

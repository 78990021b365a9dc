using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Writes;

/// <summary>What the system itself held in the end: the newest read of every key from the node that speaks for it.</summary>
internal sealed class Authority
{
    private readonly Dictionary<(string Set, int Key), (FinalRead Read, int Place)> _reads = [];
    private readonly HashSet<(string Set, int Key)> _disputed = [];
    private readonly List<Finding> _findings = [];

    /// <param name="reads">All final reads.</param>
    /// <param name="written">
    /// The keys of interest: one that the node which speaks for the system was not seen to hold, although the whole set was
    /// read, held nothing (<see cref="FinalRead.Rest"/>).
    /// </param>
    public Authority(IReadOnlyList<FinalRead> reads, IEnumerable<(string Set, int Key)> written)
    {
        Dictionary<(string Set, int Key), (FinalRead Read, int Place)> rests = [];
        for (int i = 0; i < reads.Count; i++)
        {
            FinalRead read = reads[i];
            Dictionary<(string, int), (FinalRead Read, int)> into = read.Key == FinalRead.Rest ? rests : _reads;
            (string, int) key = (DataSets.Named(read.Set), read.Key);
            if (read.Authoritative && (!into.TryGetValue(key, out (FinalRead Read, int) known) || read.At >= known.Read.At))
                into[key] = (read, i);
        }

        FindRivals(reads);
        foreach ((string Set, int Key) key in written)
        {
            if (rests.TryGetValue((key.Set, FinalRead.Rest), out (FinalRead Read, int Place) rest) && !_disputed.Contains(key))
                _reads.TryAdd(key, (rest.Read with { Key = key.Key }, rest.Place));
        }
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
            _disputed.Add((DataSets.Named(first.Set), first.Key));
        }
    }
}

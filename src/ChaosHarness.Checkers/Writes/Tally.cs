using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Writes;

/// <summary>Adds up what became of the writes of one load.</summary>
internal sealed class Tally(string load)
{
    private const int MostPlaces = 20;

    private readonly Dictionary<ushort, (int Acknowledged, int Lost)> _byServer = [];
    private readonly List<string> _places = [];
    private int _kept, _lost, _duplicated, _resurrected, _found, _absent;
    private Instant _lostFrom = Instant.Never, _lostTo;

    /// <summary>Writes that were started.</summary>
    public int Started { get; private set; }

    /// <summary>Writes that ended Ok.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Of all started, those for whose key the system's own state is not known.</summary>
    public int Unjudged { get; private set; }

    /// <summary>Values found that nobody wrote, laid to this load's charge.</summary>
    public int Strangers { get; set; }

    /// <summary>Increments missing by number only.</summary>
    public int Missing { get; set; }

    /// <summary>Increments done too often.</summary>
    public int Extra { get; set; }

    /// <summary>Takes one write.</summary>
    public void Add(in Operation op, Fate fate, int index)
    {
        Started++;
        bool isOk = op.Outcome == Outcome.Ok;
        bool isLost = fate.HasFlag(Fate.Lost), isFound = fate.HasFlag(Fate.Found), isTwice = fate.HasFlag(Fate.Twice);
        bool isBack = op.Outcome == Outcome.Fail && isFound;
        if (isOk)
        {
            Acknowledged++;
            (int acknowledged, int lost) = _byServer.GetValueOrDefault(op.Server);
            _byServer[op.Server] = (acknowledged + 1, lost + (isLost ? 1 : 0));
        }

        if (!fate.HasFlag(Fate.Judged))
            Unjudged++;
        else if (isOk && !isLost)
            _kept++;
        else if (op.Outcome is Outcome.Info or Outcome.Open)
            (_found, _absent) = isFound ? (_found + 1, _absent) : (_found, _absent + 1);
        if (isLost)
            Lose(op);
        _duplicated += isTwice ? 1 : 0;
        _resurrected += isBack ? 1 : 0;
        if ((isLost || isTwice || isBack) && _places.Count < MostPlaces)
            _places.Add(HistoryAccess.Place(index));
    }

    /// <summary>The sums.</summary>
    public Accounting Sum(History history)
    {
        int missing = Math.Min(Missing, _kept);
        return new()
        {
            Load = load,
            Acknowledged = Acknowledged,
            Kept = _kept - missing,
            Lost = _lost + missing,
            Duplicated = _duplicated + Extra,
            Resurrected = _resurrected,
            Unexpected = Strangers,
            IndeterminateFound = _found,
            IndeterminateAbsent = _absent,
            ByServer = _byServer.OrderBy(s => history.Name(s.Key), StringComparer.Ordinal)
                .ToDictionary(s => history.Name(s.Key), s => s.Value),
            LostBetween = _lost > 0 ? (_lostFrom, _lostTo) : null,
            Evidence = _places,
        };
    }

    private void Lose(in Operation op)
    {
        _lost++;
        _lostFrom = op.Start < _lostFrom ? op.Start : _lostFrom;
        _lostTo = op.End > _lostTo ? op.End : _lostTo;
    }
}

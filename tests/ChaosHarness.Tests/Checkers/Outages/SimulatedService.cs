using ChaosHarness.Histories;

namespace ChaosHarness.Tests.Checkers.Outages;

/// <summary>How a simulated service is away.</summary>
internal enum Manner
{
    /// <summary>Refuses at once, and breaks the connections that are waiting.</summary>
    Refuses,

    /// <summary>Answers when it is back.</summary>
    Hangs,

    /// <summary>Never answers what it was asked while away, nor anything on the connections that stood then.</summary>
    Swallows,
}

/// <summary>A service with known outages and the open-loop load on it, all on a simulated clock. Milliseconds.</summary>
internal sealed class SimulatedService(Random random)
{
    public const double Warmup = 3000;

    private const double IdleMost = 4000;

    /// <summary>Connections: when each was made, and since when it is idle, which may be in the future.</summary>
    private readonly List<(double Made, double Since)> _idle = [];
    private double _made;

    public double Period { get; } = 2 + random.NextDouble() * 18;

    public double Latency { get; } = 0.2 + random.NextDouble() * 8;

    public double Timeout { get; } = 100 + random.NextDouble() * 900;

    /// <summary>How many connections the load has at most when all is well.</summary>
    public double Connections => Math.Ceiling(Latency / Period);

    public List<(double From, double To, Manner Manner)> Outages { get; } = [];

    public double End { get; private set; } = Warmup;

    /// <summary>The shortest up time between two outages that the load is sure to notice.</summary>
    public double Noticeable => 2 * (Period + Latency);

    public double TruthLongest => Outages.Select(o => o.To - o.From).DefaultIfEmpty(0).Max();

    public double TruthTotal => Outages.Sum(o => o.To - o.From);

    /// <summary>Adds an outage after the last one.</summary>
    public SimulatedService Away(double length, Manner manner)
    {
        double from = End + Noticeable + random.NextDouble() * 300;
        Outages.Add((from, from + length, manner));
        End = from + length;
        return this;
    }

    /// <summary>Runs the load over all of it and some time more.</summary>
    public void Run(RunBuilder run, string operationClass)
    {
        double jitter = random.NextDouble();
        for (double at = 0; at < End + Timeout + 500; at += Period)
        {
            double start = at + random.NextDouble() * jitter * Period * 0.2;
            (double end, Outcome outcome) = TakesDeadConnection(start) ? (double.PositiveInfinity, Outcome.Info) : Answer(start);
            if (end - start > Timeout)
                (end, outcome) = (start + Timeout, Outcome.Info);
            run.Op(operationClass, start, end, outcome, intended: at);
            if (outcome == Outcome.Ok)
                _idle.Add((_made, end));
        }
    }

    private (double End, Outcome Outcome) Answer(double start)
    {
        double arrival = start + OneWay();
        double back = OneWay();
        foreach ((double from, double to, Manner manner) in Outages)
        {
            if (arrival >= from && arrival < to)
            {
                return manner switch
                {
                    Manner.Refuses => (arrival + back, Outcome.Fail),
                    Manner.Hangs => (to + OneWay(), Outcome.Ok),
                    _ => (double.PositiveInfinity, Outcome.Info),
                };
            }

            if (manner == Manner.Refuses && arrival < from && arrival + back > from)
                return (from + random.NextDouble() * 0.1, Outcome.Info);
        }

        return (arrival + back, Outcome.Ok);
    }

    /// <summary>
    /// Whether the operation got a connection that had been broken without a word. As clients do, it takes the one
    /// that was put aside last, and none that was idle for long.
    /// </summary>
    private bool TakesDeadConnection(double start)
    {
        _idle.RemoveAll(c => c.Since < start - IdleMost || Outages.Any(o => o.Manner == Manner.Refuses && o.From < start && o.To > c.Made));
        int taken = -1;
        for (int i = 0; i < _idle.Count; i++)
            taken = _idle[i].Since <= start && (taken < 0 || _idle[i].Since > _idle[taken].Since) ? i : taken;
        _made = taken < 0 ? start : _idle[taken].Made;
        if (taken >= 0)
            _idle.RemoveAt(taken);
        return Outages.Any(o => o.Manner == Manner.Swallows && o.From < start && o.To > _made);
    }

    private double OneWay() => random.NextDouble() * Latency / 2;
}

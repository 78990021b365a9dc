namespace ChaosHarness.Tests.Kit;

/// <summary>How a <see cref="ScriptedServer"/> is out of service.</summary>
public enum OutageMode
{
    /// <summary>Nobody listens: new connections are refused, those that stand are reset.</summary>
    Refuse,

    /// <summary>Connections are accepted and reset at once; those that stand are reset.</summary>
    Reset,

    /// <summary>Connections are accepted and nothing is answered until it is over; then what waited is answered.</summary>
    Hang,

    /// <summary>
    /// Connections that stand, and those made meanwhile, are never answered again, not even when it is over, as after
    /// a firewall lost its state. Only connections made afterwards are served.
    /// </summary>
    HalfOpen,

    /// <summary>Every request gets an error at once that says that nothing was done.</summary>
    Error,

    /// <summary>Every request is answered, late by <see cref="ScriptedServer.SlowBy"/>. Not an outage in itself.</summary>
    Slow,
}

/// <summary>One outage to come.</summary>
/// <param name="Mode">How the server is out.</param>
/// <param name="After">How long it serves before that.</param>
/// <param name="Length">How long it is out; zero is allowed: it comes back at once.</param>
public sealed record OutageStep(OutageMode Mode, TimeSpan After, TimeSpan Length);

/// <summary>
/// An outage that was. Exact: the server decided about every request it answered before <see cref="From"/> or after
/// <see cref="To"/>, and about none between (except in <see cref="OutageMode.Slow"/>).
/// </summary>
public sealed record TrueOutage(OutageMode Mode, Instant From, Instant To)
{
    /// <summary>How long it was.</summary>
    public TimeSpan Length => To - From;
}

/// <summary>Makes outages from a seed.</summary>
public static class OutageScripts
{
    private static readonly OutageMode[] s_real =
        [OutageMode.Refuse, OutageMode.Reset, OutageMode.Hang, OutageMode.HalfOpen, OutageMode.Error];

    /// <summary>
    /// Outages of all modes that are outages. One in eight has length zero; the others are spread evenly over the
    /// orders of magnitude from 1 ms to <paramref name="longest"/>, so that short ones are not rare.
    /// </summary>
    public static IReadOnlyList<OutageStep> Random(int seed, int count, TimeSpan longest, TimeSpan between)
    {
        var random = new Random(seed);
        var steps = new OutageStep[count];
        for (int i = 0; i < count; i++)
        {
            var length = random.Next(8) == 0 ? TimeSpan.Zero : Spread(random, longest);
            steps[i] = new(s_real[random.Next(s_real.Length)], between * (0.5 + random.NextDouble()), length);
        }

        return steps;
    }

    /// <summary>Short outages with short gaps between them, 1 to 50 ms each.</summary>
    public static IReadOnlyList<OutageStep> Flapping(int seed, int count, OutageMode mode)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new OutageStep(
            mode, TimeSpan.FromMilliseconds(random.Next(1, 51)), TimeSpan.FromMilliseconds(random.Next(1, 51))))];
    }

    private static TimeSpan Spread(Random random, TimeSpan longest) =>
        TimeSpan.FromMilliseconds(Math.Exp(random.NextDouble() * Math.Log(longest.TotalMilliseconds)));
}

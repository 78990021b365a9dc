using ChaosHarness.Histories;

namespace ChaosHarness.Tests.Reports.Sample;

/// <summary>
/// The client operations of the sample run: 60 s of 300/s through the web tier and 100/s straight to Redis.
/// </summary>
internal static class SampleHistory
{
    public static readonly string[] Names =
        ["", "web.write", "web.read", "direct.write", "http-503", "timeout", "connection-refused", "redis1", "redis2"];

    private const ushort WebWrite = 1;
    private const ushort WebRead = 2;
    private const ushort DirectWrite = 3;

    public static Operation[] Web(int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, 18_000)
            .Select(i => Make(random, i, 300, i % 2 == 0 ? WebWrite : WebRead, 2.2, WebOutage))];
    }

    public static Operation[] Direct(int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, 6_000).Select(i => Make(random, i, 100, DirectWrite, 0.35, DirectOutage))];
    }

    private static Operation Make(
        Random random, int number, double rate, ushort operationClass, double medianMs,
        Func<Random, (Outcome, double, ushort)> outage)
    {
        Instant intended = SampleTimes.Load + TimeSpan.FromSeconds(number / rate);
        Instant start = intended + TimeSpan.FromMilliseconds(0.02 + 0.2 * random.NextDouble() * random.NextDouble());
        double seconds = (start - SampleTimes.Zero).TotalSeconds;
        bool lost = seconds is >= 0 and < SampleTimes.Announced;
        (Outcome outcome, double ms, ushort error) =
            lost ? outage(random) : (Outcome.Ok, medianMs * Math.Exp(0.45 * Gauss(random)) * Slower(seconds), (ushort)0);
        return new Operation
        {
            Kind = operationClass == WebRead ? OperationKind.Read : OperationKind.Append,
            Outcome = outcome,
            Class = operationClass,
            Error = error,
            Server = outcome == Outcome.Ok ? (ushort)(seconds < 0 ? 7 : 8) : (ushort)0,
            Process = operationClass * 100 + number % 40,
            Key = random.Next(16),
            Value = ((long)operationClass << 40) | (uint)number,
            Result = Operation.Nothing,
            Intended = intended,
            Start = start,
            End = start + TimeSpan.FromMilliseconds(ms),
        };
    }

    /// <summary>The web tier gives up after a while, the sooner the longer it lasts.</summary>
    private static (Outcome, double, ushort) WebOutage(Random random) =>
        random.Next(4) == 0 ? (Outcome.Info, 2000, (ushort)5) : (Outcome.Fail, 40 + 900 * random.NextDouble(), (ushort)4);

    private static (Outcome, double, ushort) DirectOutage(Random random) =>
        (Outcome.Fail, 0.2 + 0.3 * random.NextDouble(), 6);

    /// <summary>The first second after the switch is slow: connections are made again.</summary>
    private static double Slower(double seconds) => seconds is > 0 and < 7.5 ? 1 + 12 * (7.5 - seconds) : 1;

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

using ChaosHarness.Checkers.Outages;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Tests.Kit;

namespace ChaosHarness.Tests.Checkers.Truth;

/// <summary>An outage as it was and as it was measured.</summary>
internal sealed record MeasuredOutage(int Seed, TrueOutage Truth, Outage Outage, Promptness Prompt)
{
    /// <summary>How many connections the load had.</summary>
    public required int Connections { get; init; }

    /// <summary>When the next outage began; <see cref="Instant.Never"/> for the last one.</summary>
    public required Instant Until { get; init; }

    /// <summary>
    /// Whether the machine itself was slow before the next one, or connections that the one before had broken without a
    /// word were still in use.
    /// </summary>
    public bool IsDisturbed { get; init; }

    /// <summary>
    /// What can be told apart at all: hangs that end before an operation counts as late are measured as "at most".
    /// </summary>
    private bool IsShortHang => Truth.Mode == OutageMode.Hang && Truth.Length.TotalMilliseconds < 1.5 * Prompt.Late / 1e6;

    public bool HoldsMost => Outage.Longest.Max is not { } max || Truth.Length <= max;

    public bool Holds => Outage.Longest.Min <= Truth.Length && HoldsMost;

    /// <summary>
    /// The width beyond two periods, in times in which an operation is served when all is well. Connections that the
    /// outage broke without a word cost one operation each, some of them after it.
    /// </summary>
    public double Beyond(double rate)
    {
        double period = 1000 / rate;
        double width = (Outage.Longest.Max!.Value - Outage.Longest.Min).TotalMilliseconds - 2 * period;
        double silent = Truth.Mode == OutageMode.HalfOpen ? 2 * Connections * period : 0;
        return (width - silent - (IsShortHang ? Truth.Length.TotalMilliseconds : 0)) / (Prompt.Served / 1e6);
    }

    public static string Widths(IReadOnlyList<MeasuredOutage> outages, double rate)
    {
        double[] widths = [.. outages.Select(o => (o.Outage.Longest.Max!.Value - o.Outage.Longest.Min).TotalMilliseconds).Order()];
        double[] beyond = [.. outages.Select(o => o.Beyond(rate)).Order()];
        double[] served = [.. outages.Select(o => o.Prompt.Served / 1e6).Order()];
        return widths.Length == 0 ? "" : $"width median {widths[^(widths.Length / 2 + 1)]:0.0} ms, p90 {widths[widths.Length * 9 / 10]:0.0} ms, max {widths[^1]:0.0} ms at a period of {1000 / rate:0} ms; "
            + $"operations are taken to be served within {served[served.Length / 2]:0.0} ms (median); beyond two periods p90 {beyond[beyond.Length * 9 / 10]:0.00}, max {beyond[^1]:0.00} times that";
    }

    public override string ToString() =>
        $"server {Seed}: {Truth.Mode} of {Truth.Length.TotalMilliseconds:0.0} ms measured as {Outage.Longest.Min.TotalMilliseconds:0.0} to "
        + $"{Outage.Longest.Max?.TotalMilliseconds:0.0} ms (slowest {Prompt.Slowest / 1e6:0.0} ms, {Connections} connections, {Outage.Count} seen, resolution {Outage.Resolution.TotalMilliseconds:0.0} ms)";
}

/// <summary>When the machine was slow, as the load on a healthy server felt it.</summary>
internal sealed class Disturbances(RunEvidence calm)
{
    private static readonly TimeSpan s_around = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether around an outage an operation on the healthy server took longer than operations are taken to take.</summary>
    public bool Touch(MeasuredOutage outage)
    {
        Instant from = (outage.Outage.LastOkBefore ?? outage.Truth.From) - s_around;
        Instant after = (outage.Outage.FirstOkAfter ?? outage.Truth.To) + s_around;
        Instant to = after > outage.Until ? after : outage.Until;
        TimeSpan most = TimeSpan.FromTicks(outage.Prompt.Slowest / 100);
        foreach (Operation op in calm.History.Operations)
        {
            if (op.Intended < to && op.End > from && op.End - op.Intended > most)
                return true;
        }

        return false;
    }
}

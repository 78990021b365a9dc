namespace ChaosHarness.Faults.Network;

/// <summary>Reads the parameter <c>percent</c>. Rules count in whole percents.</summary>
internal static class Percents
{
    /// <summary>From 1 to 100.</summary>
    public static int Of(FaultRequest request, int fallback) =>
        Math.Clamp((int)Math.Round(request.Get("percent", (double)fallback)), 1, 100);
}

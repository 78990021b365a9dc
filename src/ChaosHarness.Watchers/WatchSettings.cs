using System.Globalization;
using System.Net;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Watchers;

/// <summary>Reads the settings of a watch.</summary>
internal static class WatchSettings
{
    /// <summary>How long a server may take to answer before it counts as silent, where the file does not say.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>The help of the setting that every polling watcher has.</summary>
    public const string TimeoutHelp = "How long to wait for an answer before the value is 'silent'. Default 250ms.";

    /// <summary>A text, or null when the file does not say.</summary>
    public static string? Text(this WatchSpec spec, string name) => spec.Settings.GetValueOrDefault(name);

    /// <summary>A text that has to be there.</summary>
    /// <exception cref="LabException">The file does not say.</exception>
    public static string Required(this WatchSpec spec, string name) =>
        spec.Text(name) ?? throw new LabException($"The watch '{spec.Name}' ({spec.Kind}) needs the setting '{name}'.");

    /// <summary>An address that has to be there.</summary>
    /// <exception cref="LabException">It is missing, or none.</exception>
    public static IPAddress Address(this WatchSpec spec, string name) =>
        IPAddress.TryParse(spec.Required(name), out IPAddress? address) ? address : throw Wrong(spec, name, spec.Required(name), "an address");

    /// <summary>A whole number.</summary>
    /// <exception cref="LabException">It is none.</exception>
    public static int Integer(this WatchSpec spec, string name, int fallback)
    {
        if (spec.Text(name) is not { } text)
            return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Wrong(spec, name, text, "a whole number");
    }

    /// <summary>A duration such as <c>300ms</c>, <c>5s</c> or <c>1m</c>.</summary>
    /// <exception cref="LabException">It is none.</exception>
    public static TimeSpan Duration(this WatchSpec spec, string name, TimeSpan fallback)
    {
        if (spec.Text(name) is not { } text)
            return fallback;
        return ParseDuration(text) ?? throw Wrong(spec, name, text, "a duration such as 250ms or 2s");
    }

    /// <summary>The nodes of a watch, in the order of the file.</summary>
    /// <exception cref="LabException">The lab has no node of such a name.</exception>
    public static IReadOnlyList<INode> NodesIn(this WatchSpec spec, ILab lab) =>
    [
        .. spec.Nodes.Select(name => lab.Nodes.FirstOrDefault(n => n.Name == name)
            ?? throw new LabException($"The watch '{spec.Name}' names the node '{name}', which is not in the lab.")),
    ];

    private static TimeSpan? ParseDuration(string text)
    {
        (string Unit, double Milliseconds)[] units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];
        foreach ((string unit, double milliseconds) in units)
        {
            string number = text.EndsWith(unit, StringComparison.Ordinal) ? text[..^unit.Length] : "";
            if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count))
                return TimeSpan.FromMilliseconds(count * milliseconds);
        }

        return null;
    }

    private static LabException Wrong(WatchSpec spec, string name, string text, string wanted) =>
        new($"The watch '{spec.Name}' ({spec.Kind}) has the setting '{name}: {text}', which is not {wanted}.");
}

using System.Globalization;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Faults.Processes;

/// <summary>A signal by number and name.</summary>
internal sealed record Signal(int Number, string Name)
{
    /// <summary>Stops a process until <see cref="Continue"/>; it cannot refuse.</summary>
    public static readonly Signal Stop = new(19, "SIGSTOP");

    /// <summary>Lets a stopped process go on.</summary>
    public static readonly Signal Continue = new(18, "SIGCONT");

    /// <summary>Ends a process; it cannot refuse.</summary>
    public static readonly Signal Kill = new(9, "SIGKILL");

    /// <summary>The signals that end a process that does not handle them.</summary>
    private static readonly IReadOnlyList<Signal> s_fatal =
    [
        new(1, "SIGHUP"), new(2, "SIGINT"), new(3, "SIGQUIT"), new(4, "SIGILL"), new(6, "SIGABRT"), new(7, "SIGBUS"),
        Kill, new(10, "SIGUSR1"), new(11, "SIGSEGV"), new(12, "SIGUSR2"), new(15, "SIGTERM"),
    ];

    /// <summary>Names of the signals that can be asked for, for help texts.</summary>
    public static string Known => string.Join(", ", s_fatal.Select(s => s.Name[3..]));

    /// <summary>Reads a number or a name with or without SIG; null when it is no signal that ends a process.</summary>
    public static Signal? Read(string text)
    {
        string name = text.Trim().ToUpperInvariant();
        return s_fatal.FirstOrDefault(s =>
            s.Name == name || s.Name[3..] == name || s.Number.ToString(CultureInfo.InvariantCulture) == name);
    }

    /// <summary>The signal that the parameter <c>signal</c> names; null when it names none. Default KILL.</summary>
    public static Signal? Of(FaultRequest request) => Read(request.Get("signal", "KILL"));

    /// <summary>What is wrong with the parameter <c>signal</c>.</summary>
    public static IEnumerable<ParameterProblem> Problems(IReadOnlyDictionary<string, ParameterValue> parameters) =>
        Read(parameters.Get("signal", "KILL")) is null
            ? [new("signal", $"'{parameters.Get("signal", "")}' is none of {Known}")] : [];

    public override string ToString() => Name;
}

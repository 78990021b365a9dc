using System.Globalization;

namespace ChaosHarness.Watchers.HAProxy;

/// <summary>How HAProxy checks one server: what decides how fast it notices that the server is gone or back.</summary>
internal sealed record HAProxyTimings
{
    /// <summary>Backend and server as <c>backend/server</c>.</summary>
    public string Server { get; init; } = "";

    /// <summary>Between two checks. HAProxy's default is 2 s.</summary>
    public TimeSpan Inter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two checks while the state is changing; null: as <see cref="Inter"/>.</summary>
    public TimeSpan? FastInter { get; init; }

    /// <summary>Between two checks while the server is down; null: as <see cref="Inter"/>.</summary>
    public TimeSpan? DownInter { get; init; }

    /// <summary>So many failed checks in a row mean down. HAProxy's default is 3.</summary>
    public int Fall { get; init; } = 3;

    /// <summary>So many good checks in a row mean up. HAProxy's default is 2.</summary>
    public int Rise { get; init; } = 2;

    /// <summary>How long a connection to the server may take; null: not limited.</summary>
    public TimeSpan? TimeoutConnect { get; init; }

    /// <summary>How long a check may take once connected; null: as <see cref="Inter"/>.</summary>
    public TimeSpan? TimeoutCheck { get; init; }

    /// <summary>What becomes of sessions when the server is down (<c>shutdown-sessions</c>); null: they stay.</summary>
    public string? OnMarkedDown { get; init; }

    /// <summary>Reads the timings of every checked server from a configuration file's text.</summary>
    public static IReadOnlyList<HAProxyTimings> Read(string configuration)
    {
        List<HAProxyTimings> servers = [];
        HAProxyTimings defaults = new();
        HAProxyTimings current = new();
        string section = "";
        foreach (string[] words in Lines(configuration))
        {
            switch (words[0])
            {
                case "defaults":
                    (section, current) = (words[0], new HAProxyTimings());
                    break;
                case "backend" or "listen" or "frontend" or "global":
                    (section, current) = (words.ElementAtOrDefault(1) ?? "", defaults);
                    break;
                case "timeout" or "default-server":
                    current = current.With(words);
                    break;
                case "server" when words.Length > 2:
                    HAProxyTimings server = current.With(words[2..]) with { Server = $"{section}/{words[1]}" };
                    servers.Add(server);
                    break;
            }

            if (section == "defaults")
                defaults = current;
        }

        return servers;
    }

    private static IEnumerable<string[]> Lines(string text) =>
        text.Split('\n')
            .Select(line => line.Split('#', 2)[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 0);

    private HAProxyTimings With(string[] words)
    {
        HAProxyTimings timings = this;
        for (int i = 0; i + 1 < words.Length; i++)
            timings = timings.With(words[0] == "timeout" ? $"timeout {words[i]}" : words[i], words[i + 1]);
        return timings;
    }

    private HAProxyTimings With(string name, string value) => name switch
    {
        "inter" => this with { Inter = Time(value) },
        "fastinter" => this with { FastInter = Time(value) },
        "downinter" => this with { DownInter = Time(value) },
        "fall" => this with { Fall = Number(value) },
        "rise" => this with { Rise = Number(value) },
        "on-marked-down" => this with { OnMarkedDown = value },
        "timeout connect" => this with { TimeoutConnect = Time(value) },
        "timeout check" => this with { TimeoutCheck = Time(value) },
        _ => this,
    };

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>
    /// A time as HAProxy writes it: a number of milliseconds, or with a unit from <c>us</c> to <c>d</c>.
    /// </summary>
    private static TimeSpan Time(string text)
    {
        int digits = text.TakeWhile(char.IsAsciiDigit).Count();
        double count = double.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        return text[digits..] switch
        {
            "us" => TimeSpan.FromMicroseconds(count),
            "" or "ms" => TimeSpan.FromMilliseconds(count),
            "s" => TimeSpan.FromSeconds(count),
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            "d" => TimeSpan.FromDays(count),
            string unit => throw new FormatException($"'{unit}' is no unit of time of HAProxy"),
        };
    }
}

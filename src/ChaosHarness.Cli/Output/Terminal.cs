using Spectre.Console;

namespace ChaosHarness.Cli.Output;

/// <summary>
/// The only place that writes to the console. Results go to standard output, everything said along the way to standard
/// error; colour only on a terminal, and never when NO_COLOR is set.
/// </summary>
internal static class Terminal
{
    /// <summary>For results.</summary>
    public static IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>For progress and problems.</summary>
    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Whether a status line can be overwritten.</summary>
    public static bool Interactive => !Console.IsErrorRedirected;

    /// <summary>Writes a result as it is: neither wrapped nor read as markup, for people and programs alike.</summary>
    public static void Write(string result) => Console.Out.Write(result);

    /// <summary>A line said along the way, as it is.</summary>
    public static void Note(string line) => Console.Error.WriteLine(line);

    /// <summary>One mistake, on one line where it goes into a file or a pipe: programs look for its place.</summary>
    public static void Complain(string mistake)
    {
        if (Interactive)
            Error.MarkupLineInterpolated($"[red]{mistake}[/]");
        else
            Console.Error.WriteLine(mistake);
    }

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        bool plain = redirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(writer),
        });
        if (redirected)
            console.Profile.Width = 160;
        return console;
    }
}

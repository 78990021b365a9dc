using System.CommandLine;

namespace Shared;

/// <summary>How the reference services deal with their command lines.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command, or says everything that is wrong with the command line, one line for each mistake.</summary>
    public static Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count == 0)
        {
            // The web host deals with signals; exceptions that nobody foresaw are bugs, and shown as such.
            return parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }

        foreach (var error in parsed.Errors)
            Console.Error.WriteLine(error.Message);
        return Task.FromResult(ExitCodes.Usage);
    }
}

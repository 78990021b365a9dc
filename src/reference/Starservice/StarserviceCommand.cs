using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Shared;

namespace Starservice;

/// <summary>The command line.</summary>
internal static class StarserviceCommand
{
    public static RootCommand Create()
    {
        Option<string[]?> scdata = new("--scdata")
        {
            Description = "The command that starts scdata, in quotes. --standby, and --poll 0s, are added where they are missing.",
            Required = true,
            CustomParser = result => Split(result),
        };
        Option<IPEndPoint?> listen = OptionValues.Listen("--listen", "Where to answer HTTP, as address:port.");
        Option<Uri?> control = OptionValues.Http("--control", "Where scdata answers: what its --listen says, as http://address:port.");
        Option<TimeSpan> every = OptionValues.Duration("--every", "How often scdata is asked to read the log.", "100ms");
        Option<TimeSpan> stopWait = OptionValues.Duration("--stop-wait", "How long scdata may take to stop before it is killed.", "10s");
        Option<TimeSpan> startWait = OptionValues.Duration(
            "--start-wait", "How long a request to promote waits for a scdata that does not answer yet.", "30s");
        RootCommand root = new("Keeps an scdata in standby, and promotes it on request.") { scdata, listen, control, every, stopWait, startWait };
        root.SetAction(parsed => StarserviceHost.RunAsync(new StarserviceOptions
        {
            Scdata = parsed.GetRequiredValue(scdata)!,
            Listen = parsed.GetRequiredValue(listen)!,
            Control = parsed.GetRequiredValue(control)!,
            Every = parsed.GetRequiredValue(every),
            StopWait = parsed.GetRequiredValue(stopWait),
            StartWait = parsed.GetRequiredValue(startWait),
        }));
        return root;
    }

    private static string[]? Split(ArgumentResult result)
    {
        string[] words = [.. CommandLineParser.SplitCommandLine(result.Tokens[^1].Value)];
        if (words.Length == 0)
            result.AddError("--scdata is empty.");
        return words;
    }
}

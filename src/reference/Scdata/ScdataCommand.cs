using System.CommandLine;
using System.Net;
using Shared;

namespace Scdata;

/// <summary>The command line.</summary>
internal static class ScdataCommand
{
    public static RootCommand Create()
    {
        Option<string> data = new("--data") { Description = "The folder of the transaction log, on the shared volume.", Required = true };
        Option<IPEndPoint?> listen = OptionValues.Listen("--listen", "Where to answer HTTP, as address:port.");
        Option<bool> standby = new("--standby") { Description = "Begin without the lock: follow the log, and wait to be activated." };
        Option<string> node = Node();
        Option<TimeSpan> poll = OptionValues.Duration("--poll", "How often a standby reads the log by itself; 0s: only when asked.", "100ms");
        Option<TimeSpan> lockWait = OptionValues.Duration("--lock-wait", "How long to wait for the lock.", "10s");
        Option<int> rate = new("--apply-rate") { Description = "Transactions a second that the log is applied with at most. Default: no limit." };
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
                result.AddError("--apply-rate is negative.");
        });
        Option<bool> noCreate = new("--no-create")
        {
            Description = "Refuse to be active where there is no log. A volume that is not there looks like an empty folder.",
        };
        RootCommand root = new("An in-memory database with a transaction log on a shared volume.")
        {
            data, listen, standby, node, poll, lockWait, rate, noCreate, Log(), Fill(),
        };
        root.SetAction(parsed => ScdataHost.RunAsync(new ScdataOptions
        {
            Data = parsed.GetRequiredValue(data),
            Listen = parsed.GetRequiredValue(listen)!,
            Standby = parsed.GetValue(standby),
            Node = parsed.GetRequiredValue(node),
            Poll = parsed.GetRequiredValue(poll),
            LockWait = parsed.GetRequiredValue(lockWait),
            ApplyRate = parsed.GetValue(rate),
            NoCreate = parsed.GetValue(noCreate),
        }));
        return root;
    }

    private static Option<string> Node()
    {
        Option<string> node = new("--node")
        {
            Description = "This node's name in the log and in answers. Default: the host's name.",
            DefaultValueFactory = _ => Environment.MachineName,
        };
        node.Validators.Add(result =>
        {
            string name = result.GetValueOrDefault<string>() ?? "";
            if (name.Length is 0 or > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
                result.AddError($"--node is '{name}', but has 1 to 100 letters, digits, '-', '.' and '_'.");
        });
        return node;
    }

    private static Command Log()
    {
        Argument<string> folder = new("folder") { Description = "The folder of the transaction log." };
        Option<bool> check = new("--check") { Description = "Read all of it, and print one line about it." };
        Option<string?> without = new("--without") { Description = "Leave out the transactions whose key begins with this." };
        Command log = new("log", "Print what is on a transaction log as JSON lines.") { folder, check, without };
        log.SetAction(parsed => LogListing.Run(
            parsed.GetRequiredValue(folder), parsed.GetValue(check), parsed.GetValue(without)));
        return log;
    }

    private static Command Fill()
    {
        Argument<string> folder = new("folder") { Description = "The folder of the transaction log. It has none yet." };
        Option<long> size = OptionValues.Size("--size", "How large the log gets: 64k, 512m, 1g.");
        Command fill = new("fill",
            $"Make a transaction log of a size, as if the database had run for long. Its keys begin with '{LogFilling.KeyPrefix}'.")
        {
            folder, size,
        };
        fill.SetAction(parsed => LogFilling.Run(parsed.GetRequiredValue(folder), parsed.GetValue(size)));
        return fill;
    }
}

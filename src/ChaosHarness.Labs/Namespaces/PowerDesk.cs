using ChaosHarness.Journals;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>
/// The power switch that nodes of a lab can reach, as machines reach theirs over a network of its own. A service asks
/// by moving a file <c>NAME.request</c> with <c>off NODE</c>, <c>on NODE</c> or <c>status NODE</c> into
/// <c>/run/power-switch</c> of its node. The answer is moved to <c>NAME.answer</c> beside it when it is true: <c>off</c>
/// when no process of the node is left, <c>on</c> when it has booted, <c>error</c> and why.
/// </summary>
internal sealed class PowerDesk(Func<string, NamespaceNode?> find, IJournal journal, TimeProvider clock)
{
    /// <summary>The folder below a node's /run.</summary>
    internal const string FolderInRun = "power-switch";

    private const string Request = ".request", Answer = ".answer";

    /// <summary>Takes every request that stands in a node's folder.</summary>
    internal void Look(string asker, string folder)
    {
        try
        {
            foreach (string file in Directory.GetFiles(folder, "*" + Request))
            {
                string[] words = File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                File.Delete(file);
                _ = Task.Run(() => ServeAsync(asker, words, file[..^Request.Length] + Answer));
            }
        }
        catch (IOException)
        {
            // The node that asked has lost its power.
        }
    }

    private async Task ServeAsync(string asker, string[] words, string answer)
    {
        string said;
        try
        {
            said = words is [var verb, var name] && find(name) is { } node
                ? await DoAsync(asker, verb, node) : $"error '{string.Join(' ', words)}' is not understood";
        }
        catch (Exception failure) when (failure is LabException or IOException)
        {
            said = $"error {failure.Message}";
        }
        try
        {
            await File.WriteAllTextAsync(answer + ".new", said + "\n");
            File.Move(answer + ".new", answer);
        }
        catch (IOException)
        {
            // The node that asked has lost its power; perhaps it asked for that.
        }
    }

    private async Task<string> DoAsync(string asker, string verb, NamespaceNode node)
    {
        var asked = Instant.Now(clock);
        var power = node.Ability<IPower>()!;
        string before = State(node);
        // Nobody can take it back once it has been asked for.
        if (verb == "off")
            await power.OffAsync(CancellationToken.None);
        else if (verb == "on")
            await power.OnAsync(CancellationToken.None);
        else if (verb != "status")
            throw new LabException($"the power switch knows off, on and status, not '{verb}'");
        string now = State(node);
        if (verb != "status")
            journal.Write(new JournalEvent
            {
                At = Instant.Now(clock), NotBefore = asked, Kind = EventKinds.Power, Node = node.Spec.Name,
                Subject = asker, Value = now, Data = new Dictionary<string, string> { ["before"] = before },
            });
        return now;
    }

    private static string State(NamespaceNode node) => node.State == NodeState.Down ? "off" : "on";
}

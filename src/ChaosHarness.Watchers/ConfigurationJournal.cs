using System.Globalization;
using ChaosHarness.Journals;
using ChaosHarness.Labs;

namespace ChaosHarness.Watchers;

/// <summary>Writes what was read of a live configuration into the journal.</summary>
internal sealed class ConfigurationJournal(IJournal journal, TimeProvider clock)
{
    /// <summary>A value of the configuration.</summary>
    public void Value(string node, string name, string value) => Write(EventKinds.Configuration, node, name, value);

    /// <summary>A duration, in milliseconds.</summary>
    public void Value(string node, string name, TimeSpan value) =>
        Value(node, name, value.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>The version of a part.</summary>
    public void Version(string node, string part, string? version) =>
        Write(EventKinds.Version, node, part, version ?? "unknown");

    /// <summary>Does one reading; when it fails, the journal says what is missing.</summary>
    public async Task TryAsync(INode node, string what, Func<Task> read, CancellationToken ct)
    {
        try
        {
            await read();
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            Write(EventKinds.Trouble, node.Name, what, $"{what} of {node.Name} could not be read: {failure.Message}");
        }
    }

    private void Write(string kind, string node, string subject, string value) =>
        journal.Write(new JournalEvent
        {
            At = Instant.Now(clock), Kind = kind, Node = node, Subject = subject, Value = value,
        });
}

using System.Net.Sockets;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Redis.Resp;

namespace ChaosHarness.Watchers.Redis;

/// <summary>
/// Writes down what one sentinel announces. Event: node = the announcing sentinel's, subject = the node of the instance
/// it is about, value = the channel. When the sentinel ends, it listens again as soon as there is one; what was
/// announced in between is not known.
/// </summary>
internal sealed class SentinelListener(
    WatchSpec spec, INode node, InstanceNames names, TimeSpan timeout, TimeProvider clock)
{
    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_betweenLooksAtPower = TimeSpan.FromMilliseconds(200);

    /// <summary>Listens until cancelled.</summary>
    public async Task RunAsync(IJournal journal, CancellationToken ct)
    {
        string? lastTrouble = null;
        while (true)
        {
            try
            {
                await ListenAsync(journal, ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                // An ended sentinel or a dead node is the system under test's affair; the rest is ours.
                bool theirs = failure is SocketException or IOException or TimeoutException or LabException;
                if (!theirs && failure.Message != lastTrouble)
                    journal.Write(Trouble(lastTrouble = failure.Message));
            }

            await Task.Delay(s_betweenAttempts, clock, ct);
        }
    }

    private async Task ListenAsync(IJournal journal, CancellationToken ct)
    {
        int port = spec.Integer("port", SentinelWatcher.DefaultPort);
        await using RespClient client = await Connecting.WithinAsync(
            inner => RespClient.ConnectAsync(node, port, spec.Text("password"), inner), timeout, clock, ct);
        names.Learn((await client.CallAsync(["SENTINEL", "MYID"], ct)).AsText(), node.Name);
        await client.SendAsync(RespClient.Encode("PSUBSCRIBE", "*"), ct);
        while (true)
        {
            IReadOnlyList<RespValue> message = (await NextAsync(client, ct)).AsList();
            Instant at = Instant.Now(clock);
            if (message.Count == 4 && message[0].AsText() == "pmessage")
                journal.Write(Event(at, message[2].AsText(), message[3].AsText()));
        }
    }

    /// <summary>
    /// Waits for the next message for as long as the node is on. A sentinel that was stopped keeps its connection, so
    /// that nothing is missed when it goes on; a machine without power may not even close it.
    /// </summary>
    private async Task<RespValue> NextAsync(RespClient client, CancellationToken ct)
    {
        Task<RespValue> next = client.ReadAsync(ct);
        while (true)
        {
            try
            {
                return await next.WaitAsync(s_betweenLooksAtPower, clock, ct);
            }
            catch (TimeoutException) when (!next.IsCompleted && node.State != NodeState.Down)
            {
            }
            catch (TimeoutException)
            {
                next.Forget();
                throw;
            }
        }
    }

    private JournalEvent Event(Instant at, string channel, string message)
    {
        SentinelAnnouncement announced = SentinelAnnouncement.Read(channel, message, names);
        return new JournalEvent
        {
            At = at,
            Kind = EventKinds.Announced,
            Node = node.Name,
            Subject = announced.Subject,
            Value = channel,
            Data = new Dictionary<string, string>(announced.Data) { ["watch"] = spec.Name },
        };
    }

    private JournalEvent Trouble(string message) => new()
    {
        At = Instant.Now(clock),
        Kind = EventKinds.Trouble,
        Node = node.Name,
        Subject = spec.Name,
        Value = $"The sentinel's announcements cannot be heard: {message}",
    };
}

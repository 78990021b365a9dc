using System.Net;
using System.Text.Json;
using ChaosHarness.Histories;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Data;
using ChaosHarness.Watchers.Http;

namespace ChaosHarness.Watchers.Scdata;

/// <summary>
/// Reads the transaction log itself, on the node whose scdata is active: the others hold nothing of their own. Settings:
/// <c>log</c>, the command that prints the log as JSON lines; <c>port</c> of scdata's own server, default 7000.
/// </summary>
internal sealed class ScdataDataReader : NodeDataReader
{
    private const string Active = "active";

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    public override string Kind => "scdata";

    protected override async Task<NodeData> ReadNodeAsync(DataSpec data, INode node, TimeProvider clock, CancellationToken ct)
    {
        string role = await RoleAsync(data, node, clock, ct);
        if (role != Active)
            return new NodeData(role, []);
        string command = data.Settings.GetValueOrDefault("log")
            ?? throw new LabException("the data section needs the setting 'log': the command that prints the transaction log");
        CommandResult result = await node.RunAsync(new NodeCommand(command.Split(' ', StringSplitOptions.RemoveEmptyEntries)), ct);
        if (!result.Succeeded)
            throw new LabException($"'{command}' ended with {result.ExitCode}: {result.Error.Trim()}");
        Instant at = Instant.Now(clock);
        return new NodeData(role,
        [
            .. TransactionLog.Read(result.Output).Select(d => new FinalRead(
                at, node.Name, role, Authoritative: false, d.Key.Set, d.Key.Number, d.Value)),
            .. TransactionLog.Sets.Select(set => NodeData.Rest(at, node.Name, role, set)),
        ]);
    }

    private static async Task<string> RoleAsync(DataSpec data, INode node, TimeProvider clock, CancellationToken ct)
    {
        int port = int.Parse(data.Settings.GetValueOrDefault("port", "7000"), System.Globalization.CultureInfo.InvariantCulture);
        using NodeHttp http = new(node, new IPEndPoint(IPAddress.Loopback, port), s_timeout, clock);
        try
        {
            HttpAnswer answer = await http.GetAsync("/status", ct).WaitAsync(s_timeout, clock, ct);
            using JsonDocument json = JsonDocument.Parse(answer.Body);
            return json.RootElement.Text("role") ?? "unknown";
        }
        catch (System.Net.Sockets.SocketException)
        {
            return "absent";
        }
    }
}

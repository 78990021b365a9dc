using System.Globalization;
using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Short names for the clients and values of a run, whose numbers are long so that workers never meet: the third client
/// of load <c>web</c> is <c>web client 3</c>, the value of its hundredth write <c>web-100</c>. The evidence that goes
/// with a sentence shows the numbers.
/// </summary>
internal sealed class RunNames(RunEvidence evidence, int[] loadOfClass)
{
    private readonly Dictionary<int, (int Load, int Number)> _clients = [];
    private readonly Dictionary<long, (int Load, int Number)> _values = [];
    private readonly Dictionary<int, int> _clientsOfLoad = [];
    private readonly Dictionary<int, int> _writesOfLoad = [];

    /// <summary>Takes notice of one operation.</summary>
    public void Add(in Operation operation)
    {
        int load = loadOfClass[operation.Class];
        if (!_clients.ContainsKey(operation.Process))
            _clients.Add(operation.Process, (load, Next(_clientsOfLoad, load)));
        if (operation.Kind is OperationKind.Append or OperationKind.Write or OperationKind.CompareAndSet)
            _values.TryAdd(operation.Value, (load, Next(_writesOfLoad, load)));
    }

    /// <summary>What a client is called. Who is none of them read in the end.</summary>
    public string OfClient(int process) => !_clients.TryGetValue(process, out (int Load, int Number) client)
        ? "the final reader" : string.Create(CultureInfo.InvariantCulture, $"{Load(client.Load)}client {client.Number}");

    /// <summary>What a value is called; null when nobody wrote it.</summary>
    public string? OfValue(long value) => !_values.TryGetValue(value, out (int Load, int Number) write)
        ? null : string.Create(CultureInfo.InvariantCulture, $"{Load(write.Load).TrimEnd()}-{write.Number}");

    private string Load(int load) => load < 0 ? "" : evidence.Scenario.Loads[load].Name + " ";

    private static int Next(Dictionary<int, int> counts, int load) => counts[load] = counts.GetValueOrDefault(load) + 1;
}

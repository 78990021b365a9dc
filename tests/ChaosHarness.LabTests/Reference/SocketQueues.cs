using System.Globalization;

namespace ChaosHarness.LabTests.Reference;

/// <summary>What the kernel holds of the loopback connections to a port.</summary>
internal static class SocketQueues
{
    private const string Established = "01";

    /// <summary>Bytes that arrived and that the server has not read, on all connections together.</summary>
    public static long Unread(int port) => Bytes(port, end: 1, queue: 1).Sum();

    /// <summary>The most bytes that any client has written and could not get rid of.</summary>
    public static long MostUnsent(int port) => Bytes(port, end: 2, queue: 0).DefaultIfEmpty().Max();

    /// <summary>One of the two queues (0 sending, 1 receiving) of each connection with the port at that end.</summary>
    private static IEnumerable<long> Bytes(int port, int end, int queue)
    {
        string suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines("/proc/net/tcp").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(field => field[end].EndsWith(suffix, StringComparison.Ordinal) && field[3] == Established)
            .Select(field => long.Parse(
                field[4].Split(':')[queue], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}

using System.Net;
using System.Net.Sockets;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Network;

/// <summary>
/// Whether traffic gets from one node to another and back, seen from inside the first: a connection is tried, and it
/// does not matter whether it is accepted or refused, since either way the other side has answered.
/// </summary>
/// <param name="From">The node that tries.</param>
/// <param name="To">The node that should answer.</param>
/// <param name="Port">The port that is tried.</param>
internal sealed record Reach(INode From, INode To, int Port = Reach.UnusedPort)
{
    /// <summary>A port on which nothing listens: the answer is a refusal.</summary>
    public const int UnusedPort = 1;

    /// <summary>An answer within a lab takes less than a millisecond; this is for machines that are busy.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether both ends run.</summary>
    public bool BothUp => From.State == NodeState.Up && To.State == NodeState.Up;

    /// <summary>Tries once.</summary>
    public async Task<bool> TryAsync(TimeProvider clock, CancellationToken ct)
    {
        using CancellationTokenSource limit = new(Timeout, clock);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            using Socket socket = await From.ConnectAsync(new IPEndPoint(To.Address, Port), both.Token);
            return true;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Tries each once, all at the same time, and gives those that were answered.</summary>
    public static async Task<IReadOnlyList<Reach>> AnsweredAsync(
        IEnumerable<Reach> probes, TimeProvider clock, CancellationToken ct)
    {
        Reach[] all = [.. probes];
        bool[] answered = await Task.WhenAll(all.Select(p => p.TryAsync(clock, ct)));
        return [.. all.Where((_, i) => answered[i])];
    }

    /// <summary>Those that are answered within a few tries: how things are before a cut.</summary>
    public static async Task<IReadOnlyList<Reach>> BaselineAsync(
        IEnumerable<Reach> probes, TimeProvider clock, CancellationToken ct)
    {
        List<Reach> open = [.. probes.Where(p => p.BothUp)];
        List<Reach> answered = [];
        for (int round = 0; round < 3 && open.Count > 0; round++)
        {
            answered.AddRange(await AnsweredAsync(open, clock, ct));
            open = [.. open.Except(answered)];
        }

        return answered;
    }

    public override string ToString() => $"{From.Name} to {To.Name}{(Port == UnusedPort ? "" : $":{Port}")}";
}

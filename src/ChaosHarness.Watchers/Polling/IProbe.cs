using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Polling;

/// <summary>
/// Puts one question to one node, over and over, keeping the connection it needs. It is used by one poller, which asks
/// again only after an answer and throws the probe away when a question has failed.
/// </summary>
internal interface IProbe : IAsyncDisposable
{
    /// <summary>Asks, and waits for the answer for as long as it takes.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">Nobody takes connections there.</exception>
    /// <exception cref="TimeoutException">The connection could not be made in time.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="UnauthorizedAccessException">This program may not look: nothing is known of the node.</exception>
    Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct);
}

/// <summary>What one question showed of one subject.</summary>
/// <param name="Subject">What on the node; the node's name when there is only one thing.</param>
/// <param name="Value">What was seen.</param>
/// <param name="Data">More of the answer, by name.</param>
internal sealed record Answer(string Subject, string Value, IReadOnlyDictionary<string, string> Data)
{
    /// <summary>A subject that answered with an error.</summary>
    public static Answer Refused(string subject, string error) =>
        new(subject, Observation.Error, new Dictionary<string, string> { ["error"] = error });
}

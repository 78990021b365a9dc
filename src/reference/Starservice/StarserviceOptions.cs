using System.Net;

namespace Starservice;

/// <summary>What the command line says; <see cref="StarserviceCommand"/> has the words.</summary>
internal sealed record StarserviceOptions
{
    /// <summary>The program and its arguments, without those that make it a standby.</summary>
    public required IReadOnlyList<string> Scdata { get; init; }

    public required IPEndPoint Listen { get; init; }

    /// <summary>Where scdata will answer.</summary>
    public required Uri Control { get; init; }

    /// <summary>How often scdata is asked to read the log.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>How long scdata may take to stop before it is killed.</summary>
    public required TimeSpan StopWait { get; init; }

    /// <summary>How long a request to promote waits for a scdata that does not answer yet.</summary>
    public required TimeSpan StartWait { get; init; }
}

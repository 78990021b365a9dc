using System.Net;

namespace Scdata;

/// <summary>What the command line says; <see cref="ScdataCommand"/> has the words.</summary>
internal sealed record ScdataOptions
{
    /// <summary>The folder that holds the transaction log.</summary>
    public required string Data { get; init; }

    public required IPEndPoint Listen { get; init; }

    /// <summary>Begin without the lock.</summary>
    public required bool Standby { get; init; }

    /// <summary>The name in the log, in answers and in the status.</summary>
    public required string Node { get; init; }

    /// <summary>How often a standby looks at the log by itself; zero: only when asked.</summary>
    public required TimeSpan Poll { get; init; }

    /// <summary>How long to wait for the lock before giving up.</summary>
    public required TimeSpan LockWait { get; init; }

    /// <summary>Transactions a second that the log is applied with at most; 0: as fast as it goes.</summary>
    public required int ApplyRate { get; init; }

    /// <summary>Refuse to be active where there is no log, instead of making one.</summary>
    public required bool NoCreate { get; init; }

    public string LogPath => Path.Combine(Data, "transactions.log");
}

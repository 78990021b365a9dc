using Microsoft.Win32.SafeHandles;
using Scdata.Data;
using Scdata.Log;

namespace Scdata.Hosting;

/// <summary>The database while this process holds the lock.</summary>
/// <param name="file">The log, and the lock on it; both end with this.</param>
internal sealed class ActiveDatabase(SafeFileHandle file, Tables tables, LogWriter log) : IDisposable
{
    private readonly Committer _committer = new(tables, log);

    public Tables Tables => tables;

    public LogPosition Position => log.Position;

    public uint Incarnation => log.Incarnation;

    /// <summary>Ends when the volume has failed.</summary>
    public Task<Exception> Failed => _committer.Failed;

    /// <inheritdoc cref="Committer.CommitAsync"/>
    public Task<Written> CommitAsync(Write write) => _committer.CommitAsync(write);

    /// <summary>Commits what waits, then releases the lock.</summary>
    public void Dispose()
    {
        _committer.Dispose();
        file.Dispose();
    }
}

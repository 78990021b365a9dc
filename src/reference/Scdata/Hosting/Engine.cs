using Microsoft.Win32.SafeHandles;
using Scdata.Log;

namespace Scdata.Hosting;

/// <summary>What a process is. Starting also while it takes over.</summary>
internal enum Role
{
    Starting,
    Standby,
    Active,
}

/// <summary>Data was asked for, and this process is not active.</summary>
internal sealed class NotActiveException(Role role)
    : Exception(role == Role.Standby ? "This scdata is a standby." : "This scdata is not active yet.")
{
    public Role Role { get; } = role;
}

/// <summary>What this process is, and how it changes: starting to active, or standby, or standby to active. Never back.</summary>
internal sealed partial class Engine : IDisposable
{
    /// <summary>
    /// Reading while another process cuts a torn tail and writes over it can look like damage, once.
    /// </summary>
    private const int DamagedInARow = 3;

    private readonly ScdataOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Engine> _logger;
    private readonly Replica _replica;
    private readonly Takeover _takeover;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<Exception> _fatal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ActiveDatabase? _active;
    private volatile Role _role = Role.Starting;
    private volatile string? _problem;
    private int _damaged;

    public Engine(ScdataOptions options, TimeProvider time, ILogger<Engine> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _replica = new Replica(new ReplayPace(options.ApplyRate, time), time, logger);
        _takeover = new Takeover(options, time, logger);
    }

    /// <summary>The database.</summary>
    /// <exception cref="NotActiveException">Only an active process has one to give.</exception>
    public ActiveDatabase Active => _active ?? throw new NotActiveException(_role);

    public Role Role => _role;

    public EngineStatus Status()
    {
        ActiveDatabase? active = _active;
        LogPosition at = active?.Position ?? _replica.Position;
        return new EngineStatus(_role, active is not null, active?.Incarnation, at, _replica.CaughtUp, _problem);
    }

    /// <summary>Runs until the process is told to stop.</summary>
    /// <exception cref="Exception">Why it cannot go on.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        using CancellationTokenRegistration stop = stopping.Register(_stop.Cancel);
        if (_options.Standby)
            _role = Role.Standby;
        else
            await ActivateAsync();
        Task fatal = await Task.WhenAny(_fatal.Task, FollowAsync(_stop.Token));
        if (fatal == _fatal.Task)
            throw await _fatal.Task;
        await fatal;
    }

    /// <summary>Reads what the log has more, if this is a standby.</summary>
    /// <returns>How many transactions were applied.</returns>
    public async Task<long> PollAsync()
    {
        await _gate.WaitAsync(_stop.Token);
        try
        {
            return _role == Role.Standby ? await Task.Run(Poll, _stop.Token) : 0;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Becomes active, or stays what it was and says why. Does nothing where it is active.</summary>
    public async Task ActivateAsync()
    {
        await _gate.WaitAsync(_stop.Token);
        Role before = _role;
        try
        {
            if (before == Role.Active)
                return;
            _role = Role.Starting;
            ActiveDatabase active = await _takeover.RunAsync(_replica, _stop.Token);
            _ = active.Failed.ContinueWith(t => _fatal.TrySetResult(t.Result), TaskScheduler.Default);
            (_active, _role, _problem) = (active, Role.Active, null);
            LogActive(_logger, _options.Node, active.Incarnation);
        }
        catch (Exception e) when (e is LogDamagedException or LogFailedException)
        {
            _fatal.TrySetResult(e);
            throw;
        }
        finally
        {
            if (_role == Role.Starting)
                _role = before;
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _active?.Dispose();
        _stop.Dispose();
        _gate.Dispose();
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            bool asks = _options.Poll > TimeSpan.Zero && _role == Role.Standby;
            await Task.Delay(asks ? _options.Poll : Timeout.InfiniteTimeSpan, _time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (asks && !stopping.IsCancellationRequested)
                await PollAsync();
        }
    }

    private long Poll()
    {
        try
        {
            // Opened anew each time: whoever keeps a file open keeps its volume from being unmounted.
            using SafeFileHandle file = File.OpenHandle(
                _options.LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long applied = _replica.CatchUp(file, _stop.Token).Applied;
            (_damaged, _problem) = (0, null);
            return applied;
        }
        catch (LogDamagedException e) when (++_damaged >= DamagedInARow)
        {
            _fatal.TrySetResult(e);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LogDamagedException)
        {
            if (_problem is null)
                LogCannotRead(_logger, e.Message);
            _problem = e.Message;
            return 0;
        }
    }

    [LoggerMessage(20, LogLevel.Information, "Node {Node} is active with incarnation {Incarnation}.")]
    private static partial void LogActive(ILogger logger, string node, uint incarnation);

    [LoggerMessage(21, LogLevel.Warning, "The log cannot be read now, and is tried again: {Why}")]
    private static partial void LogCannotRead(ILogger logger, string why);
}

/// <param name="LockHeld">By this process.</param>
/// <param name="Incarnation">This process's, or null while it is none.</param>
/// <param name="At">How far the log was applied.</param>
/// <param name="CaughtUp">Whether the log has been read to its end; a standby then has what was there at its last look.</param>
/// <param name="Problem">Why a standby cannot read the log, or null.</param>
internal sealed record EngineStatus(
    Role Role, bool LockHeld, uint? Incarnation, LogPosition At, bool CaughtUp, string? Problem);

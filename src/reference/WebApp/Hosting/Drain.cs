using WebApp.Configuration;

namespace WebApp.Hosting;

/// <summary>
/// Lets load balancers take a node out before it stops: from the stop signal on /health/ready says no, while the
/// node goes on serving for <see cref="WebAppOptions.DrainDelay"/>. Only then does the server stop listening.
/// </summary>
internal sealed partial class Drain(
    WebAppOptions options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Drain> logger)
    : IHostedLifecycleService
{
    public bool HasBegun => lifetime.ApplicationStopping.IsCancellationRequested;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        LogDraining(options.DrainDelay);
        await Task.Delay(options.DrainDelay, time, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping after {DrainDelay} in which requests are served.")]
    private partial void LogDraining(TimeSpan drainDelay);
}

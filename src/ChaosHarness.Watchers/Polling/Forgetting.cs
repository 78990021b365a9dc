namespace ChaosHarness.Watchers.Polling;

/// <summary>Tasks whose result nobody waits for any more.</summary>
internal static class Forgetting
{
    /// <summary>Lets a task end by itself; a failure of it is of no interest.</summary>
    public static void Forget(this Task task) => task.ContinueWith(
        static t => t.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);
}

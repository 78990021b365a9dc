using ChaosHarness.TestKit;

[assembly: AssemblyFixture(typeof(OneProgramAtATime))]

namespace ChaosHarness.TestKit;

/// <summary>
/// Some tests measure time, and two test programs at once would measure each other: each waits until the other has ended.
/// <c>dotnet test</c> starts the programs of a solution side by side and has no switch against it that a settings file
/// could set.
/// </summary>
public sealed class OneProgramAtATime : IAsyncLifetime
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private FileStream? _lock;

    public async ValueTask InitializeAsync()
    {
        // Beside the programs, so that only tests of the same checkout wait for each other.
        string path = Path.Combine(AppContext.BaseDirectory, "..", "..", "tests.lock");
        // Locks of the base library may be switched off (FileShare), those that are asked for are not.
        FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        while (_lock is null)
        {
            try
            {
                if (OperatingSystem.IsLinux())
                    file.Lock(0, 1);
                _lock = file;
            }
            catch (IOException)
            {
                await Task.Delay(s_pause, TimeProvider.System);
            }
        }
    }

    public ValueTask DisposeAsync() => _lock?.DisposeAsync() ?? ValueTask.CompletedTask;
}

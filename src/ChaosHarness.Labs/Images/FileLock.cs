namespace ChaosHarness.Labs.Images;

/// <summary>A lock that ends with its process, however that ends.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(500);
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits until nobody else holds it; <paramref name="waiting"/> is called before every wait.</summary>
    internal static async Task<FileLock> AcquireAsync(
        string path, TimeProvider clock, Action waiting, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException)
            {
                waiting();
                await Task.Delay(Again, clock, ct);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}

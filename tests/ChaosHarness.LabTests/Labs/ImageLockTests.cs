using ChaosHarness.Labs.Images;

namespace ChaosHarness.LabTests.Labs;

/// <summary>Here and not with the unit tests, whose program runs without the base library's file locks.</summary>
public sealed class ImageLockTests
{
    [Fact]
    public async Task A_second_builder_waits_for_the_first()
    {
        string path = Path.Combine(Path.GetTempPath(), $"chaos-lock-{Guid.NewGuid():n}");
        var waits = new TaskCompletionSource();
        Task<FileLock> second;
        using (await FileLock.AcquireAsync(path, TimeProvider.System, () => Assert.Fail("nobody holds it"), TestContext.Current.CancellationToken))
        {
            second = FileLock.AcquireAsync(path, TimeProvider.System, () => waits.TrySetResult(), TestContext.Current.CancellationToken);
            await waits.Task;
            Assert.False(second.IsCompleted);
        }
        (await second).Dispose();
        File.Delete(path);
    }
}

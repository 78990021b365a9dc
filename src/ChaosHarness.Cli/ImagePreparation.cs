using ChaosHarness.Cli.Output;
using ChaosHarness.Labs.Images;

namespace ChaosHarness.Cli;

/// <summary>Makes sure that the lab image is there, and says what takes so long when it has to be built.</summary>
internal static class ImagePreparation
{
    public static async Task EnsureAsync(CancellationToken ct)
    {
        if (LabImage.Find() is not null)
            return;
        using Progress progress = new(TimeProvider.System);
        progress.Say("the lab image is not there yet; building it, once");
        await LabImage.EnsureAsync(new Show(progress), TimeProvider.System, ct);
        progress.Say("the lab image is ready");
    }

    private sealed class Show(Progress progress) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value)
        {
            if (value.Line.Length == 0)
                progress.Say(value.Phase);
            else
                progress.Status(value.Line);
        }
    }
}

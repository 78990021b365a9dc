using ChaosHarness.Cli.Output;
using ChaosHarness.Labs.Images;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Cli;

/// <summary>Makes sure that the lab image is there, and says what takes so long when it has to be built.</summary>
internal static class ImagePreparation
{
    /// <summary>Builds what is missing of the images that these stacks need.</summary>
    public static async Task EnsureAsync(IEnumerable<Stack> stacks, CancellationToken ct)
    {
        foreach (Stack stack in stacks.DistinctBy(s => string.Join(' ', s.Packages)))
        {
            if (LabImage.Find(stack.Packages) is not null)
                continue;
            using Progress progress = new(TimeProvider.System);
            progress.Say($"the lab image of {stack.Name} is not there yet; building it, once");
            await LabImage.EnsureAsync(stack.Packages, new Show(progress), TimeProvider.System, ct);
            progress.Say("the lab image is ready");
        }
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

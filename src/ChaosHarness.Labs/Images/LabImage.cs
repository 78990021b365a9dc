namespace ChaosHarness.Labs.Images;

/// <summary>Where the building of an image stands.</summary>
/// <param name="Phase">What is being done, in a few words.</param>
/// <param name="Line">What the tool just said about it; empty when the phase itself is the news.</param>
public sealed record ImageProgress(string Phase, string Line);

/// <summary>
/// The root file system of every node: a Debian system with the packages of packages.txt and those that a stack needs
/// beyond them, built once for every such list and cached.
/// </summary>
/// <param name="Folder">Its folder in the cache.</param>
public sealed record LabImage(string Folder)
{
    /// <summary>The root file system itself; nothing ever writes to it.</summary>
    public string Root => Path.Combine(Folder, "root");

    /// <summary>The image for the user this program runs as, or null when it was not built yet.</summary>
    /// <param name="packages">What the stack needs beyond the packages of every node.</param>
    public static LabImage? Find(params IReadOnlyList<string> packages)
    {
        var image = At(ImageRecipe.Load(Rootless, packages));
        return Directory.Exists(image.Root) ? image : null;
    }

    /// <summary>
    /// Gives the image and builds it first where it is missing, which takes about a minute and needs a Debian mirror.
    /// When another process builds it already, waits for that one.
    /// </summary>
    /// <exception cref="LabException">It cannot be built; the message says what to do.</exception>
    public static async Task<LabImage> EnsureAsync(
        IReadOnlyList<string> packages, IProgress<ImageProgress> progress, TimeProvider clock, CancellationToken ct)
    {
        var recipe = ImageRecipe.Load(Rootless, packages);
        var image = At(recipe);
        if (Directory.Exists(image.Root))
            return image;
        Directory.CreateDirectory(CacheFolder.Images);
        using var turn = await FileLock.AcquireAsync($"{image.Folder}.lock", clock,
            () => progress.Report(new ImageProgress("another process builds the lab image; waiting for it", "")), ct);
        if (!Directory.Exists(image.Root))
            await new ImageBuilder(recipe, image.Folder, progress).BuildAsync(ct);
        return image;
    }

    /// <summary>The installed packages and their versions, by name.</summary>
    public IReadOnlyDictionary<string, string> Packages() =>
        File.ReadLines(Path.Combine(Folder, "packages.txt"))
            .Select(line => line.Split(' ', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);

    private static bool Rootless => Namespaces.LabHost.IsRootless;

    private static LabImage At(ImageRecipe recipe) => new(Path.Combine(CacheFolder.Images, recipe.Key));
}

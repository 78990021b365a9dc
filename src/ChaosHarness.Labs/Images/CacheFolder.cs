namespace ChaosHarness.Labs.Images;

/// <summary>Where things are kept that can be made again.</summary>
internal static class CacheFolder
{
    /// <summary><c>$XDG_CACHE_HOME/chaosharness</c> or <c>~/.cache/chaosharness</c>.</summary>
    internal static string Path
    {
        get
        {
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache) || !System.IO.Path.IsPathRooted(cache))
                cache = System.IO.Path.Combine(Home, ".cache");
            return System.IO.Path.Combine(cache, "chaosharness");
        }
    }

    /// <summary>Where images are.</summary>
    internal static string Images => System.IO.Path.Combine(Path, "images");

    /// <summary>An empty folder that every lab mounts its own memory file system on, seen by nobody else.</summary>
    internal static string Scratch => System.IO.Path.Combine(Path, "lab");

    private static string Home =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home
            : throw new LabException("there is no home folder to keep the lab image in; set HOME or XDG_CACHE_HOME");
}

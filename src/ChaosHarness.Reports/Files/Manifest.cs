using System.Security.Cryptography;

namespace ChaosHarness.Reports.Files;

/// <summary>A file of a run folder.</summary>
/// <param name="Path">Relative to the folder, with forward slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Hexadecimal, lower case.</param>
internal sealed record HashedFile(string Path, long Bytes, string Sha256);

/// <summary>The hashes of all files of a run, as <c>sha256sum --check</c> reads them.</summary>
internal static class Manifest
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint, // a link a service left among its logs may lead anywhere
        IgnoreInaccessible = false,
    };

    /// <summary>Hashes every file of the folder but the manifest itself, by path.</summary>
    public static IReadOnlyList<HashedFile> Hash(string folder)
    {
        IEnumerable<HashedFile> files =
            from file in Directory.EnumerateFiles(folder, "*", Everything)
            let relative = System.IO.Path.GetRelativePath(folder, file)
                .Replace(System.IO.Path.DirectorySeparatorChar, '/')
            where relative != RunPaths.ManifestName
            select HashFile(file, relative);
        return [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    /// <summary>Hashes one file.</summary>
    public static HashedFile HashFile(string file, string relative)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return new(relative, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    /// <summary>
    /// The manifest's text. Names with line feeds or backslashes are escaped the way sha256sum does it.
    /// </summary>
    public static string Text(IEnumerable<HashedFile> files) => string.Concat(files.Select(Line));

    private static string Line(HashedFile file)
    {
        string escaped = file.Path
            .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return $"{(escaped == file.Path ? "" : "\\")}{file.Sha256}  {escaped}\n";
    }
}

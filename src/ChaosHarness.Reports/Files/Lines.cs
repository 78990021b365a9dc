namespace ChaosHarness.Reports.Files;

/// <summary>Reads files of lines as bytes.</summary>
internal static class Lines
{
    internal delegate void Take(ReadOnlySpan<byte> line);

    /// <summary>
    /// Hands over every line that ends in a line feed. What follows the last line feed was never finished.
    /// </summary>
    /// <exception cref="RunDataException">The file is missing.</exception>
    public static void Each(string path, Take take)
    {
        ReadOnlySpan<byte> rest = Load(path);
        int end;
        while ((end = rest.IndexOf((byte)'\n')) >= 0)
        {
            take(rest[..end]);
            rest = rest[(end + 1)..];
        }
    }

    private static byte[] Load(string path)
    {
        if (!File.Exists(path))
            throw new RunDataException($"{path} is missing: this is not a run folder, or parts of it were removed.");
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] bytes = new byte[file.Length]; // what is appended from now on by a run that still goes on is not read
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..read];
    }
}

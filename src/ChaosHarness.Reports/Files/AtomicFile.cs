using System.Text;

namespace ChaosHarness.Reports.Files;

/// <summary>
/// Writes a file beside its place and then moves it there: readers see the old one or the new one, never half.
/// </summary>
internal static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Write(string path, string text) => Write(path, Utf8.GetBytes(text));

    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        // Two runs may write the same index at once.
        string beside = $"{path}.{Guid.NewGuid():n}.part";
        try
        {
            File.WriteAllBytes(beside, bytes);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}

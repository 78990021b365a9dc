using ChaosHarness.Histories;
using ChaosHarness.Reports.Files;

namespace ChaosHarness.Reports;

/// <summary>
/// Reads the history files that load workers left (<see cref="HistoryFormat"/>) and merges them into one
/// <see cref="History"/>. A killed worker leaves operations of outcome Open behind; they are kept. Reading the same
/// files always gives the same order, so that <c>history:N</c> means the same operation for ever.
/// </summary>
/// <remarks>
/// The records stay where they are: all are checked here once, and mapped into memory for whoever looks at the history.
/// The files must not be cut meanwhile; on Linux they may be removed.
/// </remarks>
public static class HistoryReader
{
    /// <summary>Reads every <c>*.ops</c> file of a folder, each with the <c>*.names</c> file beside it.</summary>
    /// <exception cref="RunDataException">A file is missing, foreign or damaged.</exception>
    public static History Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new RunDataException($"{folder} is missing: this is not a run folder, or parts of it were removed.");
        NameTable names = new();
        List<HistoryFile> files = [];
        foreach (string path in Directory.GetFiles(folder, "*.ops").Order(StringComparer.Ordinal))
        {
            int first = files.Count == 0 ? 0 : checked(files[^1].First + files[^1].Count);
            files.Add(new(path, names.Add(Path.ChangeExtension(path, ".names")), first));
        }

        return new History(new StoredOperations(files), names.Names);
    }
}

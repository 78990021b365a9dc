namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Reads lines such as <c>INFO  jepsen.util - 2  :invoke  :write  4</c> as Jepsen events. Lines of other kinds are
/// passed over.
/// </summary>
internal sealed class EtcdLog(TextReader text, HistoryMistakes mistakes)
{
    private const string Mark = "jepsen.util - ";

    /// <summary>The line the reader stands in, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The events in order.</summary>
    public IEnumerable<Datum> Maps()
    {
        while (text.ReadLine() is { } line)
        {
            Line++;
            int at = line.IndexOf(Mark, StringComparison.Ordinal);
            if (at < 0)
                continue;
            string says = $"{{:event [{line[(at + Mark.Length)..]}]}}";
            EdnReader reader = new(new StringReader(says), mistakes) { Line = Line };
            if (reader.Maps().FirstOrDefault()?["event"].Items is not { Count: >= 3 } parts)
                continue;
            yield return Datum.Map(
            [
                Datum.Of("process"), parts[0], Datum.Of("type"), parts[1], Datum.Of("f"), parts[2],
                Datum.Of("value"), parts.Count > 3 ? parts[3] : Datum.Nil,
            ]);
        }
    }
}

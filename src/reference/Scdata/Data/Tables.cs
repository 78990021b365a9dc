using System.Collections.Concurrent;
using System.Text;
using Scdata.Log;

namespace Scdata.Data;

/// <summary>
/// All data. One thread changes it - the one that reads the log, or the one that commits - while any number read what is
/// on the log.
/// </summary>
internal sealed class Tables
{
    private readonly ConcurrentDictionary<string, Document> _documents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Register> _registers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Counter> _counters = new(StringComparer.Ordinal);
    private readonly List<ICell> _touched = [];

    public ReadOnlySpan<long> Document(string key) => _documents.TryGetValue(key, out Document? found) ? found.Durable() : default;

    public string? Register(string key) => _registers.TryGetValue(key, out Register? found) ? found.Durable : null;

    public long Counter(string key) => _counters.TryGetValue(key, out Counter? found) ? found.Durable : 0;

    /// <summary>Applies a record that was read from the log.</summary>
    public void Apply(in LogRecord record)
    {
        switch (record.Kind)
        {
            case RecordKind.Append:
                Document document = Cell(_documents, record.Key);
                document.Append(record.Number);
                document.Publish();
                break;
            case RecordKind.Set:
                Register register = Cell(_registers, record.Key);
                register.Pending = Encoding.UTF8.GetString(record.Text);
                register.Publish();
                break;
            case RecordKind.Counter:
                Counter counter = Cell(_counters, record.Key);
                counter.Pending = record.Number;
                counter.Publish();
                break;
            default:
                break;
        }
    }

    /// <summary>A document that the commit under way changes.</summary>
    public Document Touch(AppendDocument write) => Touched(_documents, write.Key);

    /// <summary>A register that the commit under way may change.</summary>
    public Register Touch(SetRegister write) => Touched(_registers, write.Key);

    /// <summary>A counter that the commit under way may change.</summary>
    public Counter Touch(AddToCounter write) => Touched(_counters, write.Key);

    /// <summary>The commit is on the log: everybody may see it.</summary>
    public void Publish()
    {
        foreach (ICell cell in _touched)
            cell.Publish();
        _touched.Clear();
    }

    /// <summary>The commit was not written: all is as it was.</summary>
    public void Discard()
    {
        foreach (ICell cell in _touched)
            cell.Discard();
        _touched.Clear();
    }

    private T Touched<T>(ConcurrentDictionary<string, T> cells, string key) where T : ICell, new()
    {
        T cell = cells.GetOrAdd(key, static _ => new T());
        _touched.Add(cell);
        return cell;
    }

    /// <summary>Finds a cell without making a text of its key, which is most of the time that reading a log takes.</summary>
    private static T Cell<T>(ConcurrentDictionary<string, T> cells, ReadOnlySpan<byte> key) where T : new()
    {
        Span<char> characters = stackalloc char[LogRecord.KeyBytesMax];
        ReadOnlySpan<char> text = characters[..Encoding.UTF8.GetChars(key, characters)];
        var byText = cells.GetAlternateLookup<ReadOnlySpan<char>>();
        if (byText.TryGetValue(text, out T? cell))
            return cell;
        cell = new T();
        byText.TryAdd(text, cell);
        return cell;
    }
}

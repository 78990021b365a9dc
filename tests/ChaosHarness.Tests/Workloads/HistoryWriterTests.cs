using ChaosHarness.Histories;
using ChaosHarness.Reports;
using ChaosHarness.Workloads.Histories;

namespace ChaosHarness.Tests.Workloads;

public sealed class HistoryWriterTests
{
    [Fact]
    public void Leaves_an_operation_that_has_not_ended_open_in_the_file()
    {
        using var folder = new TestFolder();
        using var writer = HistoryWriter.Create(folder.File("web"));
        writer.Begin(Append(5));

        // Read as it is now, as after a kill: nothing was closed or flushed.
        var operation = Assert.Single(HistoryReader.Read(folder.Path).Operations);
        Assert.Equal(Outcome.Open, operation.Outcome);
        Assert.Equal(Instant.Never, operation.End);
        Assert.Equal(5, operation.Value);
    }

    [Fact]
    public void Completes_a_record_in_place_with_names_and_result()
    {
        using var folder = new TestFolder();
        using (var writer = HistoryWriter.Create(folder.File("web")))
        {
            long other = writer.Begin(Append(1));
            long record = writer.Begin(Append(2) with { Class = writer.Name("web.write") });
            writer.Complete(record, Append(2) with
            {
                End = new(77), Outcome = Outcome.Info, Result = -4,
                Error = writer.Name("timeout"), Server = writer.Name("10.0.0.1:6379"),
            });
            Assert.NotEqual(other, record);
        }

        var history = HistoryReader.Read(folder.Path);
        var operation = history.Operations[1];
        Assert.Equal((Outcome.Info, -4L, new Instant(77)), (operation.Outcome, operation.Result, operation.End));
        Assert.Equal("web.write", history.Name(operation.Class));
        Assert.Equal("timeout", history.Name(operation.Error));
        Assert.Equal("10.0.0.1:6379", history.Name(operation.Server));
    }

    [Fact]
    public void Grows_over_several_chunks_and_gives_unused_space_back()
    {
        const int Count = 200_000; // three chunks and a bit
        using var folder = new TestFolder();
        using (var writer = HistoryWriter.Create(folder.File("web")))
        {
            for (int i = 0; i < Count; i++)
            {
                long record = writer.Begin(Append(i));
                if (i % 3 == 0) writer.Complete(record, Append(i) with { Outcome = Outcome.Ok, End = new(i + 1) });
            }

            Assert.Equal(Count, writer.Count);
        }

        var operations = HistoryReader.Read(folder.Path).Operations;
        Assert.Equal(Count, operations.Count);
        Assert.All(operations, o => Assert.Equal(o.Value % 3 == 0 ? Outcome.Ok : Outcome.Open, o.Outcome));
        Assert.Equal((Count + 1) * 64, new FileInfo(folder.File("web.ops")).Length);
    }

    [Fact]
    public async Task Takes_operations_from_many_threads_without_losing_one()
    {
        const int Threads = 4;
        const int Each = 40_000;
        using var folder = new TestFolder();
        using (var writer = HistoryWriter.Create(folder.File("web")))
        {
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(t => Task.Run(() =>
            {
                for (int i = 0; i < Each; i++)
                {
                    var operation = Append((t * Each) + i) with { Class = writer.Name($"class{i % 7}") };
                    writer.Complete(writer.Begin(operation), operation with { Outcome = Outcome.Ok, Result = operation.Value });
                }
            })));
        }

        var history = HistoryReader.Read(folder.Path);
        Assert.Equal(Enumerable.Range(0, Threads * Each).Select(v => (long)v), history.Operations.Select(o => o.Value).Order());
        Assert.All(history.Operations, o => Assert.Equal(o.Value, o.Result));
        Assert.All(history.Operations, o => Assert.Equal($"class{o.Value % Each % 7}", history.Name(o.Class)));
    }

    [Fact]
    public void Bears_an_operation_that_ends_after_it_was_closed()
    {
        using var folder = new TestFolder();
        var writer = HistoryWriter.Create(folder.File("web"));
        var operation = Append(1);
        long record = writer.Begin(operation);
        long ended = writer.Begin(operation);
        writer.Complete(ended, operation with { Outcome = Outcome.Ok });
        writer.Dispose();

        Assert.Equal(0, writer.Name("came too late"));
        writer.Complete(record, operation with { Outcome = Outcome.Info });
        Assert.Throws<ObjectDisposedException>(() => writer.Begin(operation));
        Assert.Equal([Outcome.Info, Outcome.Ok], HistoryReader.Read(folder.Path).Operations.Select(o => o.Outcome));
    }

    [Fact]
    public void Writes_a_new_name_to_the_file_before_it_gives_its_number()
    {
        using var folder = new TestFolder();
        using var writer = HistoryWriter.Create(folder.File("web"));

        Assert.Equal(1, writer.Name("a.read"));
        Assert.Equal(2, writer.Name("two\nlines"));
        Assert.Equal(1, writer.Name("a.read"));
        Assert.Equal(0, writer.Name(null));

        using var names = new StreamReader(
            new FileStream(folder.File("web.names"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.Equal("a.read\ntwo lines\n", names.ReadToEnd());
    }

    [Fact]
    public void Allocates_nothing_for_an_operation()
    {
        using var folder = new TestFolder();
        using var writer = HistoryWriter.Create(folder.File("web"));
        var operation = Append(1) with { Class = writer.Name("web.write") };
        writer.Complete(writer.Begin(operation), operation);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            long record = writer.Begin(operation with { Class = writer.Name("web.write") });
            writer.Complete(record, operation with { Outcome = Outcome.Ok });
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Operation Append(long value) => new()
    {
        Kind = OperationKind.Append, Outcome = Outcome.Open, Class = 0, Process = 1, Key = 2, Value = value,
        Result = Operation.Nothing, Intended = new(value), Start = new(value), End = Instant.Never,
    };
}

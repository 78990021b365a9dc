using ChaosHarness.Histories;
using ChaosHarness.Reports;
using ChaosHarness.Tests.Reports.Sample;

namespace ChaosHarness.Tests.Reports;

/// <summary>Histories read back from what workers left.</summary>
public sealed class HistoryReaderTests
{
    private static readonly string[] Names = ["", "web.write", "timeout", "redis1"];

    [Fact]
    public void Merges_the_files_of_all_workers_by_start()
    {
        using TemporaryFolder folder = new();
        HistoryFiles.Write(folder.Path, "web", [Ok(10), Ok(30)], Names);
        HistoryFiles.Write(folder.Path, "direct", [Ok(20), Ok(40)], Names);
        History history = HistoryReader.Read(folder.Path);
        Assert.Equal([10L, 20, 30, 40], history.Operations.Select(o => o.Start.Nanoseconds));
    }

    [Fact]
    public void Keeps_every_field_of_an_operation()
    {
        using TemporaryFolder folder = new();
        Operation operation = new()
        {
            Kind = OperationKind.CompareAndSet, Outcome = Outcome.Info, Class = 1, Error = 2, Server = 3, Process = 7,
            Key = -5, Value = long.MaxValue, Result = Operation.Nothing, Intended = new(1), Start = new(2), End = new(3),
        };
        HistoryFiles.Write(folder.Path, "web", [operation], Names);
        Assert.Equal(operation, Assert.Single(HistoryReader.Read(folder.Path).Operations));
    }

    [Fact]
    public void Gives_equal_names_of_different_workers_one_number()
    {
        using TemporaryFolder folder = new();
        HistoryFiles.Write(folder.Path, "a", [Ok(1) with { Class = 1, Server = 2 }], ["", "web.write", "redis1"]);
        HistoryFiles.Write(folder.Path, "b", [Ok(2) with { Class = 2, Server = 1 }], ["", "redis1", "web.write"]);
        History history = HistoryReader.Read(folder.Path);
        Assert.Equal(["", "web.write", "redis1"], history.Names);
        Assert.All(history.Operations, o => Assert.Equal("web.write", history.Name(o.Class)));
        Assert.All(history.Operations, o => Assert.Equal("redis1", history.Name(o.Server)));
    }

    [Fact]
    public void Keeps_operations_that_a_killed_worker_left_open()
    {
        using TemporaryFolder folder = new();
        HistoryFiles.Write(folder.Path, "web", [Ok(1), Ok(2) with { Outcome = Outcome.Open, End = default }], Names);
        Operation open = HistoryReader.Read(folder.Path).Operations[1];
        Assert.Equal((Outcome.Open, Instant.Never), (open.Outcome, open.End));
    }

    [Fact]
    public void Ends_at_the_first_record_that_was_never_begun()
    {
        using TemporaryFolder folder = new();
        HistoryFiles.Write(folder.Path, "web", [Ok(1), Ok(2)], Names, spare: 20_000);
        Assert.Equal(2, HistoryReader.Read(folder.Path).Operations.Count);
    }

    [Fact]
    public void Leaves_out_a_tail_that_is_shorter_than_a_record()
    {
        using TemporaryFolder folder = new();
        string path = HistoryFiles.Write(folder.Path, "web", [Ok(1), Ok(2)], Names, spare: 0);
        using (FileStream file = File.OpenWrite(path))
            file.SetLength(file.Length - 1);
        Assert.Single(HistoryReader.Read(folder.Path).Operations);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(4096)]
    public void Takes_a_file_of_zeros_for_a_worker_killed_before_its_first_operation(int length)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["web.ops"], new byte[length]);
        File.WriteAllText(folder["web.names"], "");
        Assert.Empty(HistoryReader.Read(folder.Path).Operations);
    }

    [Fact]
    public void Orders_operations_of_one_instant_the_same_way_every_time()
    {
        using TemporaryFolder folder = new();
        for (int worker = 0; worker < 3; worker++)
        {
            Operation[] tied = [.. Enumerable.Range(0, 100).Select(i => Ok(i / 10) with { Value = worker * 1000 + i })];
            HistoryFiles.Write(folder.Path, $"w{worker}", tied, Names);
        }

        IEnumerable<long> first = HistoryReader.Read(folder.Path).Operations.Select(o => o.Value);
        Assert.Equal(first, HistoryReader.Read(folder.Path).Operations.Select(o => o.Value));
    }

    [Fact]
    public void Merges_files_as_a_stable_sort_does_also_where_workers_recorded_late()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            using TemporaryFolder folder = new();
            List<Operation> all = [];
            int files = random.Next(1, 4), late = random.Next(3) == 0 ? 0 : random.Next(40);
            for (int file = 0; file < files; file++)
            {
                Operation[] recorded = [.. Enumerable.Range(0, random.Next(0, 200))
                    .Select(i => Ok(i / 2 + random.Next(late + 1)) with { Value = file * 1000 + i })];
                HistoryFiles.Write(folder.Path, $"w{file}", recorded, Names);
                all.AddRange(recorded);
            }

            History history = HistoryReader.Read(folder.Path);
            long[] expected = [.. all.OrderBy(o => o.Start.Nanoseconds).Select(o => o.Value)];
            Assert.Equal(expected, history.Operations.Select(o => o.Value));
            Assert.Equal(expected, Scanned(history));
            Assert.Throws<ArgumentOutOfRangeException>(() => history.Operations[all.Count]);
        }
    }

    [Fact]
    public void Can_be_looked_at_when_the_folder_is_gone()
    {
        History history;
        using (TemporaryFolder folder = new())
        {
            HistoryFiles.Write(folder.Path, "web", [Ok(1), Ok(2)], Names);
            history = HistoryReader.Read(folder.Path);
        }

        GC.Collect();
        Assert.Equal([1L, 2], history.Operations.Select(o => o.Value));
    }

    private static List<long> Scanned(History history)
    {
        List<long> values = [];
        OperationScan all = history.Operations.Scan(TestContext.Current.CancellationToken);
        while (all.MoveNext())
        {
            Assert.Equal(values.Count, all.Place);
            values.Add(all.Current.Value);
        }

        return values;
    }

    [Fact]
    public void Refuses_a_file_that_is_not_a_history()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["notes.ops"], new string('x', 200));
        File.WriteAllText(folder["notes.names"], "");
        Refuses(folder, "notes.ops is not a history file of version 1");
    }

    [Fact]
    public void Refuses_records_behind_a_header_that_was_wiped()
    {
        using TemporaryFolder folder = new();
        string path = HistoryFiles.Write(folder.Path, "web", [Ok(1)], Names);
        byte[] bytes = File.ReadAllBytes(path);
        bytes.AsSpan(0, HistoryFormat.HeaderSize).Clear();
        File.WriteAllBytes(path, bytes);
        Refuses(folder, "web.ops is not a history file");
    }

    [Fact]
    public void Refuses_a_version_that_it_does_not_know()
    {
        using TemporaryFolder folder = new();
        string path = HistoryFiles.Write(folder.Path, "web", [Ok(1)], Names);
        Poke(path, 8, 2);
        Refuses(folder, "use the harness that wrote it");
    }

    [Fact]
    public void Refuses_a_record_of_a_kind_that_does_not_exist()
    {
        using TemporaryFolder folder = new();
        string path = HistoryFiles.Write(folder.Path, "web", [Ok(1), Ok(2)], Names);
        Poke(path, HistoryFormat.HeaderSize + HistoryFormat.RecordSize + 62, 99);
        Refuses(folder, "record 2 has kind 99");
    }

    [Fact]
    public void Refuses_a_record_whose_name_is_not_known()
    {
        using TemporaryFolder folder = new();
        HistoryFiles.Write(folder.Path, "web", [Ok(1) with { Error = 9 }], Names);
        Refuses(folder, "record 1 uses a name that is not among the 3");
    }

    [Fact]
    public void Refuses_a_history_without_its_names()
    {
        using TemporaryFolder folder = new();
        HistoryFiles.Write(folder.Path, "web", [Ok(1)], Names);
        File.Delete(folder["web.names"]);
        Refuses(folder, "web.names is missing");
    }

    [Fact]
    public void Refuses_a_folder_that_is_not_there()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<RunDataException>(() => HistoryReader.Read(folder["nothing"]));
    }

    private static void Refuses(TemporaryFolder folder, string because) =>
        Assert.Contains(
            because, Assert.Throws<RunDataException>(() => HistoryReader.Read(folder.Path)).Message, StringComparison.Ordinal);

    private static void Poke(string path, int offset, byte value)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[offset] = value;
        File.WriteAllBytes(path, bytes);
    }

    private static Operation Ok(long start) => new()
    {
        Kind = OperationKind.Append, Outcome = Outcome.Ok, Class = 1, Process = 0, Key = 0, Value = start,
        Intended = new(start), Start = new(start), End = new(start + 5),
    };
}

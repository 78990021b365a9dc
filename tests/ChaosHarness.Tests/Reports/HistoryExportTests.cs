using System.Text;
using System.Text.Json;
using ChaosHarness.Histories;
using ChaosHarness.Reports;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Tests.Reports.Sample;

namespace ChaosHarness.Tests.Reports;

/// <summary>Histories as other checkers read them.</summary>
public sealed class HistoryExportTests
{
    [Fact]
    public void Each_kind_and_outcome()
    {
        Operation write = new()
        {
            Kind = OperationKind.Append, Outcome = Outcome.Ok, Class = 1, Server = 3, Process = 1, Key = 4, Value = 17,
            Result = Operation.Nothing, Intended = new(90), Start = new(100), End = new(150),
        };
        Operation[] operations =
        [
            write,
            write with { Outcome = Outcome.Fail, Error = 2, Server = 0, Process = 2, Value = 18, Start = new(110), End = new(120) },
            write with { Outcome = Outcome.Info, Error = 4, Server = 0, Process = 3, Value = 19, Start = new(150), End = new(900) },
            write with { Kind = OperationKind.Read, Class = 5, Result = 17, Start = new(160), End = new(170) },
            write with { Kind = OperationKind.Read, Class = 5, Start = new(180), End = new(190) },
            write with { Kind = OperationKind.Increment, Result = 3, Start = new(200), End = new(210) },
            write with { Kind = OperationKind.CompareAndSet, Value = 2, Result = 1, Start = new(220), End = new(230) },
            write with { Kind = OperationKind.CompareAndSet, Value = 1, Start = new(240), End = new(250) },
            write with { Kind = OperationKind.Probe, Start = new(260), End = new(270) },
            write with { Kind = OperationKind.Write, Outcome = Outcome.Open, Process = 5, Start = new(280), End = Instant.Never },
        ];
        History history = new(operations, ["", "web.write", "refused <1>", "redis1", "timeout", "web.read"]);
        Approve.Text(Export(history), "jsonl");
    }

    [Fact]
    public void Two_lines_for_each_operation_in_the_order_of_time()
    {
        History history = SampleRun.Evidence().History;
        JsonElement[] lines = [.. Export(history).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonSerializer.Deserialize<JsonElement>(l))];
        Assert.Equal(2 * history.Operations.Count, lines.Length);
        Assert.Equal(Enumerable.Range(0, lines.Length), lines.Select(l => l.GetProperty("index").GetInt32()));
        long[] times = [.. lines.Select(l => l.GetProperty("time").GetInt64())];
        Assert.Equal(times.Order(), times);
        Assert.Equal(history.Operations.Count, lines.Count(l => l.GetProperty("type").GetString() == "invoke"));
        Assert.Equal(
            history.Operations.Count(o => o.Outcome == Outcome.Ok), lines.Count(l => l.GetProperty("type").GetString() == "ok"));
    }

    [Fact]
    public void Nothing_for_an_empty_history() => Assert.Equal("", Export(new History([], [""])));

    private static string Export(History history)
    {
        using MemoryStream output = new();
        HistoryExport.Write(history, output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}

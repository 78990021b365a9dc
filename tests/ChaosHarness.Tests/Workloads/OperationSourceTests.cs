using ChaosHarness.Histories;
using ChaosHarness.Workloads;
using ChaosHarness.Workloads.Clients;
using ChaosHarness.Workloads.Workers;
using ChaosHarness.Workloads.Workloads;

namespace ChaosHarness.Tests.Workloads;

public sealed class OperationSourceTests
{
    private const int Count = 20_000;

    [Fact]
    public void Gives_the_same_operations_for_the_same_seed_and_others_for_another()
    {
        var one = Calls(Specs.Of("http"));

        Assert.Equal(one, Calls(Specs.Of("http")));
        Assert.NotEqual(one, Calls(Specs.Of("http") with { Seed = 8 }));
        Assert.NotEqual(one, Calls(Specs.Of("http") with { Worker = 4 }));
    }

    [Fact]
    public void Never_writes_a_value_twice_in_a_run()
    {
        int[] workers = [1, 2, 511];
        var values = workers
            .SelectMany(worker => Calls(Specs.Of("http") with { Worker = worker }))
            .Where(c => c.Kind == OperationKind.Append).Select(c => c.Value).ToList();

        Assert.Equal(values.Count, values.Distinct().Count());
        Assert.All(values, v => Assert.True(v > 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(1)]
    public void Reads_the_wanted_share_and_uses_every_key(double reads)
    {
        var calls = Calls(Specs.Of("http") with { Reads = reads, Keys = 16 });

        Assert.InRange(calls.Count(c => c.Kind == OperationKind.Read) / (double)Count, reads - 0.02, reads + 0.02);
        Assert.Equal(Enumerable.Range(0, 16), calls.Select(c => c.Key).Distinct().Order());
    }

    [Fact]
    public void Keeps_the_keys_of_different_kinds_of_data_apart()
    {
        var keys = Workload.All.Where(w => w.Change != OperationKind.Probe)
            .GroupBy(w => w.Set)
            .Select(g => g.SelectMany(w => Calls(Specs.Of("http") with { Workload = w.Name })).Select(c => c.Key).ToHashSet())
            .ToList();

        Assert.Equal(3, keys.Count);
        Assert.Equal(keys.Sum(k => k.Count), keys.SelectMany(k => k).Distinct().Count());
    }

    [Fact]
    public void Only_probes_when_it_probes()
    {
        var calls = Calls(Specs.Of("http") with { Workload = "probe" });

        Assert.All(calls, c => Assert.Equal(OperationKind.Probe, c.Kind));
    }

    [Fact]
    public void Uses_a_process_again_only_after_it_was_returned()
    {
        var slots = new ProcessSlots(2);
        int first = slots.Take();
        int second = slots.Take();
        slots.Return(first);

        Assert.NotEqual(first, second);
        Assert.Equal(first, slots.Take());
        Assert.NotEqual(second, slots.Take());
        Assert.NotEqual(first, new ProcessSlots(3).Take());
    }

    [Fact]
    public void Rejects_a_workload_that_does_not_exist_and_names_those_that_do()
    {
        var error = Assert.Throws<FormatException>(() => Workload.Find("document"));

        Assert.Contains("documents", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_values_out_of_range()
    {
        var good = Specs.Of("http");
        good.Validate();

        Assert.Throws<FormatException>(() => (good with { Rate = 0 }).Validate());
        Assert.Throws<FormatException>(() => (good with { Rate = double.NaN }).Validate());
        Assert.Throws<FormatException>(() => (good with { Reads = 1.1 }).Validate());
        Assert.Throws<FormatException>(() => (good with { Keys = 0 }).Validate());
        Assert.Throws<FormatException>(() => (good with { Worker = 512 }).Validate());
        Assert.Throws<FormatException>(() => (good with { Timeout = TimeSpan.Zero }).Validate());
    }

    private static List<Call> Calls(WorkerSpec spec)
    {
        var source = new OperationSource(Workload.Find(spec.Workload), spec);
        return [.. Enumerable.Range(0, Count).Select(i => source.At(i))];
    }
}

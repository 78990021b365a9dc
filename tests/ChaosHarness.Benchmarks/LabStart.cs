using System.Diagnostics;
using System.Net;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Labs.Images;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Benchmarks;

/// <summary>How long nine empty nodes take to come up and to go.</summary>
internal static class LabStart
{
    private const int Nodes = 9;
    private const int Rounds = 12;

    public static async Task<int> RunAsync()
    {
        if (!LabHost.IsInner)
        {
            await LabImage.EnsureAsync([], new Progress<ImageProgress>(), TimeProvider.System, CancellationToken.None);
            return await LabHost.ReexecAsync(["lab"], new(), TimeProvider.System, CancellationToken.None);
        }

        using CancellationTokenSource cancellation = LabHost.BeginInner();
        List<double> up = [], down = [];
        for (int i = 0; i < Rounds; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            ILab lab = await new NamespaceLabFactory(TimeProvider.System).CreateAsync(
                Stack(), new LabOptions(new Dictionary<string, string>()), new NullJournal(), cancellation.Token);
            double started = watch.Elapsed.TotalMilliseconds;
            await lab.DisposeAsync();
            up.Add(started);
            down.Add(watch.Elapsed.TotalMilliseconds - started);
        }

        Console.WriteLine($"{Nodes} empty nodes, {Rounds} rounds, milliseconds (min / median / max)");
        Console.WriteLine($"  first up {up[0]:0}");
        Print("up", up);
        Print("down", down);
        return 0;
    }

    private static void Print(string what, List<double> values)
    {
        values.Sort();
        Console.WriteLine($"  {what,-5} {values[0]:0} / {values[values.Count / 2]:0} / {values[^1]:0}");
    }

    private static Stack Stack() => new()
    {
        Name = "empty", Title = "Nodes without services", Parameters = new Dictionary<string, string>(),
        Nodes =
        [
            .. Enumerable.Range(1, Nodes).Select(i => new NodeSpec
            {
                Name = $"n{i}", Address = IPAddress.Parse($"10.77.0.{i}"), Groups = [], Services = [],
            }),
        ],
        Watches = [], Roles = new Dictionary<string, RoleSpec>(), EntryPoints = new Dictionary<string, EntryPoint>(),
        Steady = [], Table = new("", new Dictionary<string, Formula>(), new Dictionary<string, TableRow>()),
    };
}

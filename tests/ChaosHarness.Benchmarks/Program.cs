using ChaosHarness.Benchmarks;

// Measures, never judges: dotnet run -c Release --project tests/ChaosHarness.Benchmarks -- NAME
return args switch
{
    ["lab", ..] => await LabStart.RunAsync(),
    ["watches", .. string[] rest] => await WatchesCost.RunAsync(rest),
    ["load", .. string[] rest] => await LoadBenchmarks.RunAsync(rest),
    ["checkers", .. string[] rest] => CheckersBenchmarks.Run(rest),
    ["consistency", .. string[] rest] => await ConsistencyBenchmarks.RunAsync(rest),
    ["consistency-fuzz", .. string[] rest] => await ConsistencyFuzz.RunAsync(rest),
    ["scdata", .. string[] rest] => await ScdataBenchmarks.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("benchmarks: lab | watches [STACK] | load [...] | checkers [...] | consistency [...] | consistency-fuzz [...] | scdata [...]");
    return 4;
}

using ChaosHarness.Benchmarks;

// Measures, never judges: dotnet run -c Release --project tests/ChaosHarness.Benchmarks -- NAME
return args switch
{
    ["lab", ..] => await LabStart.RunAsync(),
    ["load", .. string[] rest] => await LoadBenchmarks.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("benchmarks: lab | load [...]");
    return 4;
}

using ChaosHarness.Labs;
using ChaosHarness.Labs.Images;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.LabTests.Faults;
using ChaosHarness.LabTests.Labs;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.LabTests.Pacemaker;
using ChaosHarness.LabTests.Patroni;
using ChaosHarness.LabTests.Reports;
using Xunit.Runner.InProc.SystemConsole;

namespace ChaosHarness.LabTests;

/// <summary>
/// The tests' way into the lab: this program builds the lab image where it is missing, and starts itself again in
/// namespaces of its own, as <c>chaos</c> does. So a plain <c>dotnet test</c> does all it needs, and whatever a test
/// leaves behind ends with it.
/// </summary>
internal static class Entry
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [Probe.Word, ..])
            return await Probe.MainAsync(args);
        if (args is [ProcessClockTests.Word])
            return ProcessClockTests.TellClocks();
        if (args is [JournalKillTests.Word, string folder])
            return JournalKillTests.WriteUntilKilled(folder);
        if (args is ["@@", string asked] && File.ReadLines(asked).Contains(AskedWhatThisIs))
            return await ConsoleRunner.Run(args);
        if (LabHost.IsInner)
        {
            LabHost.BeginInnerWithoutLauncher();
            return await ConsoleRunner.Run(args);
        }
        try
        {
            var progress = new Progress<ImageProgress>(p => Console.Error.WriteLine(p.Phase + p.Line));
            await LabImage.EnsureAsync([], progress, TimeProvider.System, CancellationToken.None);
            await LabImage.EnsureAsync(ContractStack.Packages, progress, TimeProvider.System, CancellationToken.None);
            await PatroniLab.EnsureImageAsync(progress);
            await ClusterLab.EnsureImageAsync(progress);
            return await LabHost.ReexecAsync(
                args, new ReexecOptions(InheritInput: true), TimeProvider.System, CancellationToken.None);
        }
        catch (LabException trouble)
        {
            // Here the tests skip, with this reason.
            Environment.SetEnvironmentVariable(Trouble, trouble.Message);
            return await ConsoleRunner.Run(args);
        }
    }

    /// <summary>
    /// What xunit's runner asks first, in a file, and gives a minute for the answer
    /// (<c>TestProcessLauncherAdapter.GetAssemblyInfo</c>): less than building images takes.
    /// </summary>
    private const string AskedWhatThisIs = "-assemblyInfo";

    /// <summary>Why there is no lab here.</summary>
    internal const string Trouble = "CHAOSHARNESS_NO_LAB";
}

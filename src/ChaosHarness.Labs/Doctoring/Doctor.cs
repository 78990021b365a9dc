namespace ChaosHarness.Labs.Doctoring;

/// <summary>Finds out what this host can and cannot do, by trying it.</summary>
public static class Doctor
{
    /// <summary>
    /// Examines everything. Nothing stays on the host: what has to be tried is tried in namespaces that end at once.
    /// </summary>
    public static async Task<IReadOnlyList<Diagnosis>> ExamineAsync(CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
            return [OtherSystem()];
        var trial = new Trial();
        return
        [
            HostExaminations.System(),
            HostExaminations.User(),
            HostExaminations.Tools(),
            await NamespaceExaminations.NamespacesAsync(trial, ct),
            await NamespaceExaminations.UsersAsync(trial, ct),
            await NamespaceExaminations.OverlayAsync(trial, ct),
            await NamespaceExaminations.VolumesAsync(trial, ct),
            HostExaminations.Image(),
            await NetworkExaminations.BridgeAsync(trial, ct),
            await NetworkExaminations.RulesAsync(trial, ct),
            await NetworkExaminations.NetemAsync(trial, ct),
            HostExaminations.Cgroups(),
            await ClockExaminations.ProcessesAsync(ct),
            HostExaminations.Watchdog(),
            HostExaminations.Disk(),
            HostExaminations.Machine(),
            HostExaminations.Dotnet(),
        ];
    }

    private static Diagnosis OtherSystem() => new(
        "operating system", Health.Missing, System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        "Labs are made of Linux namespaces and cannot be made here. Files can be validated, planned and listed, and "
        + "stored runs can be checked and reported.",
        OperatingSystem.IsWindows()
            ? "Run chaos in WSL2 ('wsl --install -d Debian', then install .NET there), or let it work on an estate of "
              + "real machines."
            : "Run chaos in a Linux virtual machine, or let it work on an estate of real machines.");
}

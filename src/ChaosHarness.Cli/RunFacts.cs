using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using ChaosHarness.Labs.Images;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Cli;

/// <summary>Collects what an auditor wants to know of the machine and the versions behind a run.</summary>
internal static class RunFacts
{
    /// <summary>The version that is running.</summary>
    public static string HarnessVersion { get; } =
        typeof(RunFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Collects it.</summary>
    public static RunInfo Collect(string id, Stack stack, TimeProvider clock)
    {
        Dictionary<string, string> versions = new()
        {
            ["chaosharness"] = HarnessVersion,
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["kernel"] = Environment.OSVersion.VersionString,
        };
        if (LabImage.Find(stack.Packages) is { } image)
        {
            foreach ((string package, string version) in image.Packages())
                versions[$"image/{package}"] = version;
        }

        return new(id, clock.GetUtcNow(), Instant.Now(clock), versions, new Dictionary<string, string>
        {
            ["os"] = RuntimeInformation.OSDescription,
            ["architecture"] = RuntimeInformation.OSArchitecture.ToString(),
            ["processors"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["memory-bytes"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes.ToString(CultureInfo.InvariantCulture),
        });
    }
}

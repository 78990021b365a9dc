using ChaosHarness.Journals;
using ChaosHarness.Labs.Images;
using ChaosHarness.Labs.Native;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>Makes labs of Linux namespaces; to be used in the process that <see cref="LabHost"/> starts.</summary>
public sealed class NamespaceLabFactory(TimeProvider clock) : ILabFactory
{
    private static int _made;

    /// <inheritdoc/>
    public async Task<ILab> CreateAsync(Stack stack, LabOptions options, IJournal journal, CancellationToken ct)
    {
        string id = NextId();
        var image = LabImage.Find(stack.Packages)
            ?? throw new LabException("the stack's lab image is missing; LabImage.EnsureAsync makes it");
        var plan = new LabPlan(id, Path.Combine(LabHost.Scratch, id), image, LabHost.IsRootless, options, stack);
        var lab = new NamespaceLab(plan, new FdWatcher(clock), journal, clock);
        try
        {
            await lab.StartAsync(ct);
            return lab;
        }
        catch (Exception trouble)
        {
            await lab.AbandonAsync(trouble);
            throw;
        }
    }

    /// <summary>The kernel numbers pid namespaces, and no two live ones alike.</summary>
    private static string NextId()
    {
        string own = ProcFiles.PidNamespace(Environment.ProcessId) ?? "";
        string number = new([.. own.Where(char.IsAsciiDigit)]);
        return $"lab-{number}-{Interlocked.Increment(ref _made)}";
    }
}

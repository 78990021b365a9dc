using ChaosHarness.Journals;
using ChaosHarness.Labs.Images;
using ChaosHarness.Labs.Native;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>Makes labs of Linux namespaces; to be used in the process that <see cref="LabHost"/> starts.</summary>
public sealed class NamespaceLabFactory(LabImage image, TimeProvider clock) : ILabFactory
{
    private static int _made;

    /// <inheritdoc/>
    public async Task<ILab> CreateAsync(Stack stack, LabOptions options, IJournal journal, CancellationToken ct)
    {
        string id = NextId();
        var plan = new LabPlan(id, Path.Combine(LabHost.Scratch, id), image, LabHost.IsRootless, options, stack);
        var watcher = new FdWatcher(clock);
        var nodes = stack.Nodes.Select(node => new NamespaceNode(plan, node, watcher, journal, clock)).ToList();
        var lab = new NamespaceLab(plan, new Switch(image, watcher), watcher, nodes);
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

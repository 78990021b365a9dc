using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Recoveries;

/// <summary>Which nodes a piece of evidence speaks of: a node, a group, <c>target</c> or <c>other</c>.</summary>
internal sealed class NodeFilter(Stack stack, FaultWindow fault, string? word)
{
    /// <summary>Whether a node is meant; an event without a node only fits where none is asked for.</summary>
    public bool Fits(string? node) => word switch
    {
        null => true,
        "target" => node is not null && fault.Targets.Contains(node),
        "other" => node is not null && !fault.Targets.Contains(node),
        _ => node is not null && (node == word || IsIn(node, word)),
    };

    private bool IsIn(string node, string group) =>
        stack.Nodes.Any(n => n.Name == node && n.Groups.Contains(group));
}

using ChaosHarness.Scenarios.Reading;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Rules;

/// <summary>A fault's service has to run on every node that its target may mean.</summary>
internal sealed class ServiceRunsThere : IRule
{
    public void Check(RuleContext context)
    {
        if (context.Names is not { } names)
            return;
        foreach (StepEntry entry in context.Steps)
        {
            if (entry.Step is FaultStep { On: { } on } && entry.Map.Scalar(StepReader.Service) is { } service)
                Check(context, names, on, service);
        }
    }

    private static void Check(RuleContext context, StackNames names, Selector on, YamlScalar service)
    {
        IReadOnlyList<NodeSpec> nodes = context.Scenario.Stack.Nodes;
        string[] known = [.. nodes.SelectMany(n => n.Services).Select(s => s.Name).Distinct()];
        if (!known.Contains(service.Text))
        {
            context.Problems.Add(service, Suggestion.Unknown("service", service.Text, known));
            return;
        }

        IEnumerable<NodeSpec> meant = on.Parts.SelectMany(p => names.Candidates(p.Of)).Distinct();
        NodeSpec[] without = [.. meant.Where(n => !Runs(n, service))];
        if (without.Length == 0)
            return;
        context.Problems.Add(service, $"'{service.Text}' does not run on {List(without)}, which '{on.Text}' may mean;"
            + $" it runs on {List(nodes.Where(n => Runs(n, service)))}");
    }

    private static bool Runs(NodeSpec node, YamlScalar service) => node.Services.Any(s => s.Name == service.Text);

    private static string List(IEnumerable<NodeSpec> nodes) => string.Join(", ", nodes.Select(n => n.Name));
}

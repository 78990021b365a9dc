using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>Reads targets and checks their names and numbers against the stack.</summary>
internal sealed class SelectorReader(StackNames? names, ProblemList problems)
{
    /// <summary>A target, or several in a list as one; null when there is none that can be read.</summary>
    public Selector? Read(YamlItem? item)
    {
        Selector[] selectors = item switch
        {
            YamlScalar scalar => [.. One(scalar)],
            YamlList list => [.. list.Items.OfType<YamlScalar>().SelectMany(One)],
            _ => [],
        };
        return selectors.Length == 0 ? null : SelectorParser.Join(selectors);
    }

    private IEnumerable<Selector> One(YamlScalar scalar)
    {
        if (SelectorParser.Parse(scalar.Text) is { } selector)
            yield return selector with { Parts = [.. selector.Parts.Select(p => Checked(p, scalar))] };
    }

    private SelectorPart Checked(SelectorPart part, YamlScalar at)
    {
        if (names is null)
            return part;
        if (names.Known(part.Of) is not { } known)
        {
            problems.Add(at, Suggestion.Unknown("node, group, service or role", part.Of, names.All));
            return part;
        }

        int there = names.Candidates(known).Count;
        if (part.Quantity == Quantity.Count && part.Count > there)
            problems.Add(at, $"there are only {there} of '{known}': write a smaller number than {part.Count}");
        return part with { Of = known };
    }
}

namespace ChaosHarness.Scenarios;

/// <summary>
/// An expression over durations and numbers with named variables, such as <c>down-after + 1s</c>,
/// <c>max(ttl - loop-wait, 0s)</c>, <c>3 * inter</c>. Durations count in seconds.
/// </summary>
/// <param name="Text">As written.</param>
/// <param name="Root">What it means.</param>
public sealed record Formula(string Text, FormulaNode Root)
{
    /// <summary>The names it needs.</summary>
    public IReadOnlyList<string> Variables => [.. Names(Root).Distinct()];

    /// <summary>Its value, or null when a variable is missing.</summary>
    public double? Evaluate(Func<string, double?> variable) => Value(Root, variable);

    private static double? Value(FormulaNode node, Func<string, double?> variable) => node switch
    {
        FormulaNode.Number number => number.Value,
        FormulaNode.Variable name => variable(name.Name),
        FormulaNode.Call call => Apply(call.Function, [.. call.Arguments.Select(a => Value(a, variable))]),
        _ => throw new InvalidOperationException($"unknown node {node}"),
    };

    private static double? Apply(string function, double?[] arguments) =>
        arguments.Contains(null) ? null : function switch
        {
            "+" => arguments[0] + arguments[1],
            "-" => arguments[0] - arguments[1],
            "*" => arguments[0] * arguments[1],
            "/" => arguments[1] == 0 ? null : arguments[0] / arguments[1],
            "min" => arguments.Min(),
            "max" => arguments.Max(),
            _ => throw new InvalidOperationException($"unknown function {function}"),
        };

    private static IEnumerable<string> Names(FormulaNode node) => node switch
    {
        FormulaNode.Variable name => [name.Name],
        FormulaNode.Call call => call.Arguments.SelectMany(Names),
        _ => [],
    };
}

/// <summary>A part of a formula.</summary>
public abstract record FormulaNode
{
    /// <summary>A number, or a duration in seconds.</summary>
    public sealed record Number(double Value) : FormulaNode;

    /// <summary>A variable.</summary>
    public sealed record Variable(string Name) : FormulaNode;

    /// <summary>An operator or function: <c>+ - * / min max</c>.</summary>
    public sealed record Call(string Function, IReadOnlyList<FormulaNode> Arguments) : FormulaNode;
}

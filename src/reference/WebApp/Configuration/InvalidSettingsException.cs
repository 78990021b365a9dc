namespace WebApp.Configuration;

/// <summary>The service cannot start as configured. The message names every bad setting, one a line.</summary>
internal sealed class InvalidSettingsException(IReadOnlyList<string> problems)
    : Exception($"{problems.Count} bad setting{(problems.Count == 1 ? "" : "s")}:"
        + string.Concat(problems.Select(problem => Environment.NewLine + "  " + problem)))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}

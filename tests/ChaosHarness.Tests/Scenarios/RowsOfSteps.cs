using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Scenarios;

/// <summary>A row at a fault step: which step it belongs to, and what has to be said about it before anything runs.</summary>
public sealed class RowsOfSteps : IDisposable
{
    private const string First = """
          - { fault: stop-service, service: redis, on: primary, as: 'first', row: first-dies }
          - after: 5s
        """;

    private readonly ScenarioFolder _folder = new();

    public RowsOfSteps() => Table("");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Belong_to_their_step_and_the_scenarios_row_stays()
    {
        Write("  - after: 5s", First);

        Scenario scenario = _folder.Read().Value!;

        Assert.Equal("first-dies", scenario.RowAt(0)?.Name);
        Assert.Null(scenario.RowAt(1));
        Assert.Null(scenario.RowAt(2));
        Assert.Null(scenario.RowAt(-1));
        Assert.Equal(["master-dies", "first-dies"], scenario.Rows.Select(r => r.Name));
    }

    [Fact]
    public void Have_all_their_mistakes_named_at_once()
    {
        Table("\n    staleness: { web.read: <= 1s }");
        string misspelt = First.Replace("first-dies", "first-dyes", StringComparison.Ordinal);
        string again = First.Replace("'first'", "'again'", StringComparison.Ordinal);
        Write("  - after: 5s", misspelt.Replace("  - after: 5s", again, StringComparison.Ordinal));

        Assert.Collection(_folder.Problems(),
            first => Assert.EndsWith("unknown row 'first-dyes', did you mean 'first-dies'?", first, StringComparison.Ordinal),
            second => Assert.EndsWith(
                "row 'first-dies' bounds staleness, which is judged for a whole run only: make it the scenario's row",
                second, StringComparison.Ordinal));
    }

    [Fact]
    public void Leave_a_step_to_the_scenarios_row()
    {
        Write("on: primary", "on: primary\n    row: first-dies");

        string problem = Assert.Single(_folder.Problems());

        Assert.StartsWith("test.yaml:3:6: row 'master-dies' would judge nothing: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Need_loads_that_prove_their_actions()
    {
        Table("\n    actions: [{ name: up, text: Up, evidence: { operation: other.write } }]");
        Write("  - after: 5s", First);

        string problem = Assert.Single(_folder.Problems());

        Assert.EndsWith("row 'first-dies' proves 'up' by other.write, which no load here produces: add a load called 'other'",
            problem, StringComparison.Ordinal);
    }

    private void Table(string more) => _folder.Write("stacks/small/table.yaml", ScenarioFolder.GoodTable + """

          first-dies:
            fault: Another one dies.
            recovery: It is started again.
            source: document 002
        """ + more + "\n");

    private void Write(string old, string replacement) =>
        _folder.Write("test.yaml", ScenarioFolder.GoodScenario.Replace(old, replacement, StringComparison.Ordinal));
}

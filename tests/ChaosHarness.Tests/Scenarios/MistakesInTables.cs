namespace ChaosHarness.Tests.Scenarios;

/// <summary>One mistake each, put into a good table, with the place given by the text that stands there.</summary>
public sealed class MistakesInTables
{
    [Theory]
    [InlineData("watch: sentinel }", "watch: sentinels }",
        "sentinels }|unknown watch 'sentinels', did you mean 'sentinel'?")]
    [InlineData("announced: +sdown", "anounced: +sdown",
        "{ anounced|evidence needs one of 'announced', 'observed', 'exited', 'started', 'power', 'operation'")]
    [InlineData("announced: +sdown, watch: sentinel", "announced: +sdown",
        "{ announced|evidence needs 'watch': the watch it comes from")]
    [InlineData("exited: redis", "exited: rediss", "rediss|unknown service 'rediss', did you mean 'redis'?")]
    [InlineData("exited: redis, node: target", "exited: redis, node: targets",
        "targets|unknown node 'targets', did you mean 'target'?")]
    [InlineData("within: down-after .. patience", "within: down-after .. patients",
        "down-after .. patients|unknown variable 'patients', did you mean 'patience'? (the table's 'variables' say what there is)")]
    [InlineData("within: down-after .. patience", "within: patience",
        "patience\n|'patience' does not say whether it is the least or the most: write '<= 8s', 'at least 1', '5s .. 9s' or 'none'")]
    [InlineData("within: down-after .. patience", "within: <= 5 sec",
        "<= 5 sec|'sec' at position 3 of '5 sec' is not expected there")]
    [InlineData("patience: down-after + 1s", "patience: down-aftr + 1s",
        "down-aftr|unknown variable 'down-aftr', did you mean 'down-after'? (the table's 'variables' say what there is)")]
    [InlineData("patience: down-after + 1s", "patience: 2 * patience",
        "2 * patience|variable 'patience' needs itself: write a formula that does not lead back to it")]
    [InlineData("patience: down-after + 1s", "patience: down-after +",
        "down-after +|'down-after +' ends too early: a number, a duration or a name is missing")]
    [InlineData("patience: down-after + 1s", "patience: mean(1s, 2s)",
        "mean|there is no function 'mean' in 'mean(1s, 2s)'; there are min and max")]
    [InlineData("fault: The master dies.", "falt: The master dies.",
        "falt|unknown key 'falt', did you mean 'fault'? (in a row)")]
    [InlineData("source: document 002", "sources: document 002",
        "sources|unknown key 'sources', did you mean 'source'? (in a row)")]
    [InlineData("lost-writes: none", "lost-writes: report",
        "report|'report' does not say whether it is the least or the most: write '<= 8s', 'at least 1', '5s .. 9s' or 'none'")]
    public void Are_named_with_place_and_advice(string old, string replacement, params string[] expected)
    {
        string text = ScenarioFolder.GoodTable.Replace(old, replacement, StringComparison.Ordinal);

        string[] found = ScenarioFolder.AfterChange(old, replacement, "stacks/small/table.yaml");

        Assert.Equal(expected.Select(e => ScenarioFolder.At("table.yaml", text, e)), found);
    }
}

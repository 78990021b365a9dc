namespace ChaosHarness.Tests.Scenarios;

/// <summary>
/// One mistake each, put into a good scenario: it is named with its place and what to do, and nothing else is. The place
/// is given by the text that stands there, up to the bar.
/// </summary>
public sealed class MistakesInScenarios
{
    private const string Target =
        "a target such as 'redis1', 'primary', 'a replica', 'all web', 'majority of sentinels' or '2 of redis'";

    [Theory]
    // words
    [InlineData("fault: stop-service", "fault: stop-servcie",
        "stop-servcie|unknown fault 'stop-servcie', did you mean 'stop-service'?")]
    [InlineData("fault: stop-service", "fault: explode",
        "explode|unknown fault 'explode'; known: cut-link-down, drop-traffic, freeze-node, isolate-node, kill-process, kill-service, lose-packets, partition, pause-service, pull-node, reboot-node, restart-service, ...")]
    [InlineData("service: redis", "service: reddis", "reddis|unknown service 'reddis', did you mean 'redis'?")]
    [InlineData("on: primary", "on: primray",
        "primray|unknown node, group, service or role 'primray', did you mean 'primary'?")]
    [InlineData("stack: small", "stack: smal", "smal|unknown stack 'smal', did you mean 'small'? (looked in */stacks)")]
    [InlineData("row: master-dies", "row: Master_Dies",
        "Master_Dies|unknown row 'Master_Dies', did you mean 'master-dies'?")]
    [InlineData("through: web,", "through: wbe,", "wbe|unknown entry point 'wbe', did you mean 'web'?")]
    [InlineData("workload: append", "workload: apend", "apend|unknown workload 'apend', did you mean 'append'?")]
    [InlineData("from: client2", "from: client3", "client3|unknown client node 'client3', did you mean 'client1'?")]
    [InlineData("from: client2", "from: web1", "web1|'web1' is no client node: load comes from client1 or client2")]
    [InlineData("failover: required", "failover: requird",
        "requird|unknown word 'requird', did you mean 'required'?")]
    [InlineData("failover: required", "consistency: linearisable",
        "linearisable|unknown word 'linearisable', did you mean 'linearizable'?")]
    [InlineData("lost-writes: at least 1", "lost-writes: reprot",
        "reprot|unknown word 'reprot', did you mean 'report'?")]
    // keys
    [InlineData("row: ", "rwo: ",
        "rwo|unknown key 'rwo', did you mean 'row'? (in a scenario)",
        "<= derived|'<= derived' takes the bound from the table: name its row with 'row:'")]
    [InlineData("service: redis", "servise: redis",
        "servise|unknown key 'servise', did you mean 'service'? (in a stop-service step)")]
    [InlineData("rate: 200/s", "ratio: 200/s", "ratio|unknown key 'ratio', did you mean 'rate'? (in a load)")]
    [InlineData("workload: documents, ", "", "{ through: web|a load needs 'workload': what the clients do")]
    [InlineData("    on: primary\n", "", "after: 5s|a stop-service step needs 'on': which nodes")]
    [InlineData("on: primary", "on: primary\n    on: db1",
        "on: db1|'on' stands here and in line 11 (in a stop-service step): keep one")]
    [InlineData("  direct:", "  web:",
        "web: { through: redis|'web' stands here and in line 5 (in load): keep one",
        "direct.write|unknown operation class 'direct.write'; known: web.read, web.write (classes are called LOAD.read and LOAD.write)")]
    // values
    [InlineData("after: 5s", "after: 5", "5\n|'5' has no unit: write 5s, 5ms or 5m")]
    [InlineData("after: 5s", "after: soon", "soon|'soon' is not a duration such as 300ms, 5s or 2m")]
    [InlineData("rate: 200/s", "rate: 200", "200 |'200' does not say per what: write 200/s")]
    [InlineData("rate: 200/s", "rate: 0/s", "0/s|'0/s' is not a rate such as 300/s, above zero")]
    [InlineData("reads: 0%", "reads: 0.5", "0.5|'0.5' is not a percentage such as 30%: write 50%")]
    [InlineData("reads: 0%", "reads: 120%", "120%|'120%' is out of range: write 0% to 100%")]
    [InlineData("on: primary", "on: most of db", "most of|'most of db' is not " + Target)]
    [InlineData("on: primary", "on: 4 of dbs", "4 of|there are only 3 of 'db': write a smaller number than 4")]
    [InlineData("on: primary", "on: { node: db1 }", "{ node|a plain value has to stand here: " + Target)]
    [InlineData("on: primary", "on: [primary, nobody]",
        "nobody|unknown node, group, service or role 'nobody'; known: client, client1, client2, db, db1, db2, db3, master, primary, redis, replica, sentinel, ...")]
    [InlineData("rate: 200/s }", "rate: 200/s, keys: 0 }", "0 }|'0' is not a whole number above zero")]
    [InlineData("rate: 200/s }", "rate: 200/s, new-connections: yes }", "yes|'yes' is neither true nor false")]
    [InlineData("split-brain: found", "split-brain: fuond", "fuond|unknown word 'fuond', did you mean 'found'?")]
    [InlineData("split-brain: found", "split-brain: { primary: fuond, 'replica': none }",
        "fuond|unknown word 'fuond', did you mean 'found'?",
        "'replica'|unknown role that only one node may have 'replica'; known: primary")]
    [InlineData("split-brain: found", "split-brain: { primray: found }", "primray|unknown role that only one node may have 'primray', did you mean 'primary'?")]
    [InlineData("split-brain: found", "split-brain: [found]", "[found|a plain value has to stand here: none, report, found, or a bound such as '<= 8s'")]
    [InlineData("<= derived", "<= 8sec", "<= 8sec|'sec' in '8sec' is no unit; units are ms, s, m and h")]
    [InlineData("<= derived", "8s",
        "8s|'8s' does not say whether it is the least or the most: write '<= 8s', 'at least 1', '5s .. 9s' or 'none'")]
    [InlineData("<= derived", "<= (2s + 3s", "<= (|')' is missing at the end of '(2s + 3s'")]
    [InlineData("<= derived", "<= patiense",
        "<= pat|unknown variable 'patiense', did you mean 'patience'? (the table's 'variables' say what there is)")]
    [InlineData("<= derived", "<= derived + 1s",
        "<= der|'derived' stands by itself: write '<= derived', or a bound over the table's variables")]
    // sense
    [InlineData("{ web.write: <= derived, direct.write: report }", "{ direct.write: <= derived }",
        "<= derived|row 'master-dies' has no outage bound for 'direct.write': add it there, or write one here such as '<= 8s'")]
    [InlineData("direct.write: report", "direct.read: report",
        "direct.read|unknown operation class 'direct.read'; known: direct.write, web.read, web.write (classes are called LOAD.read and LOAD.write)")]
    [InlineData("on: primary", "on: [db1, web1]",
        "redis\n|'redis' does not run on web1, which 'db1, web1' may mean; it runs on db1, db2, db3")]
    [InlineData("  - recover: 60s\n", "",
        "after: 5s|the last step has to be '- recover: 60s' (or another limit): heal all and wait for steady state")]
    [InlineData("  - recover: 60s", "  - heal: cut-link\n  - recover: 60s",
        "cut-link|unknown fault 'cut-link'; known: all, stop-service (heal names a fault of a step above)")]
    [InlineData("  - after: 5s", "  - heal: stop-service\n  - after: 5s",
        "stop-service|'stop-service' is injected further down only: move this step below it")]
    [InlineData("  - recover: 60s", "  - heal: stop-service\n  - heal: 'stop-service'\n  - recover: 60s",
        "'stop-service'|'stop-service' was healed in line 12: take this step out")]
    [InlineData("  - recover: 60s", "  - recover: 9s\n  - heal: 'stop-service'\n  - recover: 60s",
        "'stop-service'|'stop-service' was healed in line 12: take this step out")]
    [InlineData("on: primary", "on: primary\n    for: 3s\n  - heal: 'stop-service'",
        "'stop-service'|'stop-service' heals by itself after 3s: take this step out")]
    [InlineData("  - recover: 60s", "  - { fault: 'stop-service', on: db2, service: redis }\n  - recover: 60s",
        "'stop-service'|the fault in line 8 is called 'stop-service' too: name this one with 'as:'")]
    [InlineData("fault: stop-service", "as: 'all'\n    fault: stop-service",
        "'all'|'all' means every fault: choose another name")]
    [InlineData("fault: stop-service", "fault: restart-service\n    for: 3s",
        "for|restart-service leaves nothing to heal: leave 'for' out")]
    [InlineData("  - recover: 60s", "  - { fault: restart-service, on: db2, service: redis }\n  - heal: 'restart-service'\n  - recover: 60s",
        "'restart-service'|restart-service leaves nothing to heal: take this step out")]
    [InlineData("  - recover: 60s", "  - { fault: isolate-node, on: db2, service: sentinel }\n  - recover: 60s",
        "service: sent|isolate-node takes no 'service': leave it out (it takes 'carrier')")]
    [InlineData("  - recover: 60s", "  - { fault: kill-process, on: db2, process: redis, signal: 19 }\n  - recover: 60s",
        "19 }|19 does not kill")]
    [InlineData("  - recover: 60s", "  - { fault: kill-process, on: db2, process: init }\n  - recover: 60s",
        "kill-process|init has to live")]
    [InlineData("  - recover: 60s", "  - { fault: kill-process, on: db2, process: init, signal: KILL }\n  - recover: 60s",
        "KILL|'KILL' is not a whole number")]
    [InlineData("  - recover: 60s", "  - { fault: partition, on: db2 }\n  - recover: 60s",
        "{ fault: partition|a partition step needs 'groups': the groups",
        "on: db2|partition takes no 'on': leave it out (it takes 'groups')")]
    [InlineData("  - recover: 60s", "  - { fault: partition, groups: [[db1], [db2]] }\n  - recover: 60s",
        "partition, groups|row 'master-dies' speaks of the fault's target or of other nodes ('gone', what must not happen):"
        + " add 'on: NODES', the nodes that this partition is about")]
    [InlineData("  - recover: 60s", "  - { fault: lose-packets, on: db2, percent: 0% }\n  - recover: 60s",
        "0% }\n  - rec|'0%' is out of range: write 1% to 100%")]
    [InlineData("  - recover: 60s", "  - { fault: run-command, on: db2, command: redis-cli }\n  - recover: 60s",
        "redis-cli|a list has to stand here: write [one, two] or one '- item' per line")]
    [InlineData("  - recover: 60s", "  - { after: 3s }\n  - recover: 60s",
        "{ after|a step needs one of 'fault', 'heal', 'recover', 'wait'")]
    [InlineData("  - recover: 60s", "  - pause\n  - recover: 60s",
        "pause|a step has to stand here, as 'key: value' lines")]
    [InlineData("  - recover: 60s", "  - { wait: 9s, until: { watch: rol, value: primary, count: one } }\n  - recover: 60s",
        "rol,|unknown watch 'rol', did you mean 'role'?",
        "one }|'one' is not a count: write 3, 'at least 2', 'at most 1' or '1 .. 2'")]
    [InlineData("  web: { through: web, workload: documents, rate: 200/s }\n", "",
        "master-dies|row 'master-dies' proves 'serving' by web.write, which no load here produces: add a load called 'web'",
        "web.write|unknown operation class 'web.write'; known: direct.write (classes are called LOAD.read and LOAD.write)")]
    // syntax
    [InlineData("    on: primary", "	on: primary", "	on|YAML does not allow tabs for indentation: use spaces")]
    [InlineData("lost-writes: at least 1", "lost-writes: >= 1",
        ">= 1|YAML takes a leading '>' for the start of a folded text: write 'at least ...' instead of '>= ...'")]
    [InlineData("<= derived", "*derived", "*derived|this refers to an anchor (&name) that is not written above it")]
    public void Are_named_with_place_and_advice(string old, string replacement, params string[] expected)
    {
        string text = ScenarioFolder.GoodScenario.Replace(old, replacement, StringComparison.Ordinal);

        string[] found = ScenarioFolder.AfterChange(old, replacement);

        Assert.Equal(expected.Select(e => ScenarioFolder.At("test.yaml", text, e)), found);
    }
}

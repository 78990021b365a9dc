namespace ChaosHarness.Tests.Scenarios;

/// <summary>One mistake each, put into a good stack, with the place given by the text that stands there.</summary>
public sealed class MistakesInStacks
{
    [Theory]
    [InlineData("kind: redis-role", "kind: redis-roel",
        "redis-roel|unknown kind of watch 'redis-roel', did you mean 'redis-role'?")]
    [InlineData("settings: { port: 6379 }", "settings: { prt: 6379 }",
        "prt|unknown setting of redis-role 'prt', did you mean 'port'?")]
    [InlineData("nodes: db, every: 50ms", "nodes: bd, every: 50ms",
        "bd, every|unknown node, group or service 'bd', did you mean 'db'?")]
    [InlineData("services: [redis, sentinel] }", "services: [redis, sentinal] }",
        "sentinal|unknown service 'sentinal', did you mean 'sentinel'?")]
    [InlineData("kind: http,", "kind: htp,", "htp,|unknown kind of entry point 'htp', did you mean 'http'?")]
    [InlineData("watch: role, value: replica }", "watch: rule, value: replica }",
        "rule|unknown watch 'rule', did you mean 'role'?")]
    [InlineData("replica: { watch: role, value: replica }", "replica: { watch: role, value: replica, also: [slave, primary] }",
        "primary] }|'primary' is the word for another role already: choose another one")]
    [InlineData("also: master", "also: db1",
        "db1 }\n  replica|'db1' is a node, group or service already: choose another word for the role")]
    [InlineData("- { watch: role, value: primary, count: 1 }", "- { watch: roles, value: primary, count: 1 }",
        "roles,|unknown watch 'roles', did you mean 'role'?")]
    [InlineData("count: at least 1", "count: some",
        "some|'some' is not a count: write 3, 'at least 2', 'at most 1' or '1 .. 2'")]
    [InlineData("data: { kind: redis, nodes: db, authority: primary }", "data: { kind: rediss, nodes: dbs, authority: leader }",
        "rediss|unknown kind of data 'rediss', did you mean 'redis'?",
        "leader|unknown role 'leader'; known: master, primary, replica")]
    [InlineData("table: table.yaml", "table: tabel.yaml", "tabel|there is no file '*/stacks/small/tabel.yaml'")]
    [InlineData("from: redis.conf", "from: reds.conf", "reds|there is no file '*/stacks/small/reds.conf'")]
    [InlineData("from: redis.conf, ", "",
        "{ path: /etc|a file needs either 'from' (a file beside the stack file) or 'content' (its text)")]
    [InlineData("folder: /var/lib/redis", "folder: var/lib/redis",
        "{ folder|'var/lib/redis' is not an absolute path: begin it with '/'")]
    [InlineData("mode: 640", "mode: rw", "rw }|'rw' is not octal permissions such as 640")]
    [InlineData("web: { count: 1, ", "web: { ", "web: { serv|group 'web' needs either 'count' or 'names'")]
    [InlineData("client: { count: 2 }", "client: { names: [Client_1, client2] }",
        "Client_1|'Client_1' is not a host name: use small letters, digits and dashes")]
    [InlineData("restart: ${restart}", "restart: ${restrat}",
        "${restrat}|unknown name 'restrat', did you mean 'restart'? (in ${...})")]
    [InlineData("restart: ${restart}", "restart: ${down-after}",
        "${down-after}\n|unknown restart policy '5s'; known: always, never, on-failure ('${down-after}' filled in)")]
    [InlineData("restart: ${restart}", "restart: sometimes",
        "sometimes|unknown restart policy 'sometimes'; known: always, never, on-failure")]
    [InlineData("${each db}", "${each dbs}", "${each|unknown group 'dbs', did you mean 'db'?")]
    [InlineData("default: always,", "default: allways,",
        "allways|unknown value of parameter restart 'allways', did you mean 'always'?")]
    [InlineData("default: 5s,", "default: 5,", "5, type|parameter down-after: '5' has no unit: write 5s, 5ms or 5m")]
    [InlineData("type: duration,", "type: colour,",
        "colour,|unknown type 'colour'; known: boolean, duration, integer, size, text")]
    [InlineData("  down-after: {", "  harness: { default: 1, help: x }\n  down-after: {",
        "harness: { d|'harness' has a meaning of its own in ${...}: call the parameter something else")]
    [InlineData("command: [redis-sentinel], ", "", "{ env|service 'sentinel' needs either 'command' or, when another program starts it, 'process'")]
    [InlineData("command: [redis-sentinel], ", "process: redis-sentinel, started-by: radis, ", "radis|unknown service 'radis', did you mean 'redis'?")]
    [InlineData("command: [redis-sentinel], ", "command: [redis-sentinel], started-by: redis, ",
        "redis, env|'started-by' is for a service with 'process': one with a command is started by its service manager")]
    [InlineData("table: table.yaml", "table: table.yaml\nvolumes: { csv: { path: csv, nodes: db, size: 64m } }",
        "{ path: csv|'csv' is not an absolute path: begin it with '/'")]
    [InlineData("table: table.yaml", "table: table.yaml\nvolumes: { csv: { path: /csv, nodes: bd, size: 64 } }",
        "bd|unknown node, group or service 'bd', did you mean 'db'?", "64 }|'64' is not a size such as 512k, 64m or 1g")]
    [InlineData("table: table.yaml", "table: table.yaml\nvolumes: { d: { path: /d, nodes: db, size: 8m, shared: each, if: restrat = never } }",
        "each|'each' is neither true nor false", "restrat|unknown name 'restrat', did you mean 'restart'? (in ${...})")]
    [InlineData("table: table.yaml", "table: table.yaml\npower-switch: [bd]", "bd]|unknown node, group or service 'bd', did you mean 'db'?")]
    [InlineData("user: redis", "usr: redis", "usr|unknown key 'usr', did you mean 'user'? (in a service)")]
    public void Are_named_with_place_and_advice(string old, string replacement, params string[] expected)
    {
        string text = ScenarioFolder.GoodStack.Replace(old, replacement, StringComparison.Ordinal);

        string[] found = ScenarioFolder.AfterChange(old, replacement, "stacks/small/stack.yaml");

        Assert.Equal(expected.Select(e => ScenarioFolder.At("stack.yaml", text, e)), found);
    }
}

using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Scenarios;

/// <summary>A folder of scenarios on disk with one small stack, for tests to write mistakes into.</summary>
internal sealed partial class ScenarioFolder : IDisposable
{
    public const string GoodStack = """
        stack: Two databases and a web node
        table: table.yaml
        parameters:
          down-after: { default: 5s, type: duration, help: silence that counts as down }
          restart: { default: always, one-of: [always, on-failure, never], help: what the supervisor does }
        nodes:
          db: { count: 3, services: [redis, sentinel] }
          web: { count: 1, services: webapp }
          client: { count: 2 }
        services:
          redis:
            command: [redis-server, "${node.address}"]
            user: redis
            restart: ${restart}
            files:
              - { path: /etc/redis.conf, from: redis.conf, mode: 640 }
              - { folder: /var/lib/redis }
          sentinel: { command: [redis-sentinel], env: { DOWN: "${down-after.ms}" } }
          webapp: { command: ["${dotnet}", "${harness}/WebApp.dll"] }
        watches:
          role: { kind: redis-role, nodes: db, every: 50ms, settings: { port: 6379 } }
          sentinel: { kind: sentinel, nodes: db, settings: { master: db1 } }
        roles:
          primary: { watch: role, value: primary, also: master }
          replica: { watch: role, value: replica }
        entry-points:
          web: { kind: http, endpoints: http://web1 }
          redis: { kind: redis-sentinel, endpoints: ["${each db}${each.name}:26379"], settings: { master: db1 } }
        steady:
          - { watch: role, value: primary, count: 1 }
          - { watch: role, value: replica, count: at least 1 }
        data: { kind: redis, nodes: db, authority: primary }
        """;

    public const string GoodTable = """
        table: What is documented
        variables:
          down-after: sentinel.down-after-milliseconds
          patience: down-after + 1s
        rows:
          master-dies:
            fault: The master dies.
            recovery: A replica is promoted.
            source: document 002
            actions:
              - name: detected
                text: A sentinel sees it
                evidence: { announced: +sdown, watch: sentinel }
                within: down-after .. patience
              - { name: gone, text: It is gone, evidence: { exited: redis, node: target }, optional: true }
              - { name: serving, text: Users write again, evidence: { operation: web.write }, any-order: true }
            must-not:
              - { observed: primary, watch: role, node: target }
            outage: { web.write: <= patience + 4s }
            lost-writes: none
            split-brain: <= 500ms
        """;

    public const string GoodScenario = """
        scenario: Stop the master
        stack: small
        row: master-dies
        load:
          web: { through: web, workload: documents, rate: 200/s }
          direct: { through: redis, workload: append, rate: 90/m, from: client2, reads: 0% }
        steps:
          - after: 5s
            fault: stop-service
            service: redis
            on: primary
          - recover: 60s
        expect:
          outage: { web.write: <= derived, direct.write: report }
          lost-writes: at least 1
          split-brain: found
          failover: required
        """;

    public const string GoodTemplate = """
        bind ${node.address}
        ${if node.name != db1} replicaof ${address.db1} 6379
        ${each web}client ${each.name} ${each.address}
        """;

    public ScenarioFolder()
    {
        Root = Directory.CreateTempSubdirectory("scenarios-").FullName;
        Write("stacks/small/stack.yaml", GoodStack);
        Write("stacks/small/table.yaml", GoodTable);
        Write("stacks/small/redis.conf", GoodTemplate);
        Write("test.yaml", GoodScenario);
    }

    public string Root { get; }

    public string Write(string path, string text)
    {
        string full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    public ReadResult<Scenario> Read(ReadOptions? options = null) =>
        new ScenarioReader(SampleVocabulary.Words).Read(Path.Combine(Root, "test.yaml"), options ?? new(Seed: 7));

    /// <summary>Reads the scenario and gives its problems as <c>FILE:LINE:COLUMN: MESSAGE</c>, FILE without folders.</summary>
    public string[] Problems() => Short(Read().Problems);

    /// <summary>The problems after a change to the scenario: one text is replaced by another.</summary>
    public static string[] AfterChange(string old, string replacement, string file = "test.yaml")
    {
        using ScenarioFolder folder = new();
        string path = Path.Combine(folder.Root, file);
        string text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, replacement, StringComparison.Ordinal));
        return folder.Problems();
    }

    public static string[] Short(IReadOnlyList<Problem> problems) =>
        [.. problems.Select(p => $"{Path.GetFileName(p.Path)}:{p.Line}:{p.Column}: {Folder().Replace(p.Message, "*")}")];

    /// <summary>
    /// A problem as <c>FILE:LINE:COLUMN: MESSAGE</c>, made from <c>TEXT|MESSAGE</c>: the place is where TEXT stands first.
    /// </summary>
    public static string At(string file, string text, string expected)
    {
        int bar = expected.IndexOf('|', StringComparison.Ordinal);
        int at = text.IndexOf(expected[..bar], StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{expected[..bar]}' is nowhere in the file");
        string before = text[..at];
        return $"{file}:{before.Count(c => c == '\n') + 1}:{at - before.LastIndexOf('\n')}: {expected[(bar + 1)..]}";
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    [System.Text.RegularExpressions.GeneratedRegex(@"/\S*/scenarios-\w+")]
    private static partial System.Text.RegularExpressions.Regex Folder();
}

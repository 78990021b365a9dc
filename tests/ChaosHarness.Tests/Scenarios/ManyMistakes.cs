using System.Text;
using ChaosHarness.Cli;
using ChaosHarness.Scenarios;
using ChaosHarness.TestKit;

namespace ChaosHarness.Tests.Scenarios;

public sealed class ManyMistakes
{
    [Fact]
    public void Are_all_reported_at_once_in_every_file()
    {
        using ScenarioFolder folder = new();
        folder.Write("test.yaml", """
            scenario: Stop the master
            stack: small
            parameters: { down-aftr: 5s, restart: somtimes }
            row: master-dead
            load:
              web: { through: wbe, workload: documents, rate: 200 }
              direct: { trough: redis, workload: append, rate: 90/m, from: db1 }
            steps:
              - after: 5
                fault: stop-servcie
                servic: redis
                on: primry
                for: 3 seconds
              - heal: something
              - recover: 1 minute
            expect:
              outage: { web.wirte: <= 8s, direct.write: 8 }
              lost-writes: <= N
              failover: maybe
            """);
        folder.Write("stacks/small/redis.conf", "bind ${node.adress}\n${each wbe}server\n");
        folder.Write("stacks/small/table.yaml", ScenarioFolder.GoodTable.Replace("watch: sentinel", "watch: sentinal", StringComparison.Ordinal));
        folder.Write("stacks/small/stack.yaml", ScenarioFolder.GoodStack.Replace("kind: http,", "kind: https,", StringComparison.Ordinal));

        string[] found = folder.Problems();

        Assert.Equal(
            [
                "redis.conf:1:6", "redis.conf:2:1", "stack.yaml:27:16", "table.yaml:13:47",
                "test.yaml:10:12", "test.yaml:11:5", "test.yaml:12:9", "test.yaml:13:10", "test.yaml:14:11", "test.yaml:15:14",
                "test.yaml:17:13", "test.yaml:17:45", "test.yaml:18:16", "test.yaml:19:13", "test.yaml:3:15", "test.yaml:3:39",
                "test.yaml:4:6", "test.yaml:6:19", "test.yaml:6:51", "test.yaml:7:13", "test.yaml:7:64", "test.yaml:9:12",
            ],
            found.Select(f => f[..f.IndexOf(": ", StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Above_a_syntax_error_are_reported_too_and_nothing_is_called_missing()
    {
        using ScenarioFolder folder = new();
        folder.Write("test.yaml", """
            scenario: Stop the master
            stak: small
            load:
              web: { through: web, workload: dokuments, rate: 200/s }
            steps:
              - after: 5
              - [ fault
            expect: {}
            """);

        Assert.Equal(
            [
                "test.yaml:2:1: unknown key 'stak', did you mean 'stack'? (in a scenario)",
                "test.yaml:4:34: unknown workload 'dokuments', did you mean 'documents'?",
                "test.yaml:6:12: '5' has no unit: write 5s, 5ms or 5m",
                "test.yaml:7:3: this is not valid YAML: a bracket or a quote that begins here or below is not closed",
            ],
            folder.Problems());
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("- a\n- b\n")]
    [InlineData("just words\n")]
    public void A_file_of_another_kind_is_one_problem(string text)
    {
        using ScenarioFolder folder = new();
        folder.Write("test.yaml", text);

        Assert.Contains("see scenarios/README.md", Assert.Single(folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_one_problem() => Assert.Equal(
        ["nowhere.yaml:1:1: there is no such file"],
        ScenarioFolder.Short(new ScenarioReader(SampleVocabulary.Words).Read("/tmp/nowhere.yaml", new(1)).Problems));

    /// <summary>Whatever people type, they get problems with places inside the file, and never an exception.</summary>
    [Fact]
    public void Never_end_in_an_exception()
    {
        string[] paths = [.. Repository.Files("scenarios", "*.yaml")];
        using ScenarioFolder folder = new();
        foreach (string file in Repository.Files("scenarios/stacks", "*"))
            folder.Write(Path.GetRelativePath(Path.Combine(Repository.Root, "scenarios"), file), File.ReadAllText(file));
        Random random = new(20261121);
        ScenarioReader reader = new(Composition.Vocabulary);
        for (int i = 0; i < 200; i++)
        {
            string original = paths[random.Next(paths.Length)];
            string name = Path.GetRelativePath(Path.Combine(Repository.Root, "scenarios"), original);
            string text = Spoil(File.ReadAllText(original), random);
            string spoilt = folder.Write(name, text);

            IReadOnlyList<Problem> problems = Path.GetFileName(name) switch
            {
                "stack.yaml" => reader.ReadStack(spoilt, new Dictionary<string, string>()).Problems,
                "table.yaml" => ScenarioReader.ReadTable(spoilt).Problems,
                _ => reader.Read(spoilt, new(1)).Problems,
            };

            Assert.All(problems.Where(p => p.Path == spoilt), p =>
                Assert.True(p.Line >= 1 && p.Column >= 1 && p.Line <= text.Split('\n').Length + 1, $"{p}\n{text}"));
            folder.Write(name, File.ReadAllText(original));
        }
    }

    private static string Spoil(string text, Random random)
    {
        List<string> lines = [.. text.Split('\n')];
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(lines.Count);
            StringBuilder line = new(lines[at]);
            int column = random.Next(line.Length + 1);
            switch (random.Next(6))
            {
                case 0: lines.RemoveAt(at); continue;
                case 1: lines.Insert(at, lines[random.Next(lines.Count)]); continue;
                case 2: line.Remove(column, Math.Min(random.Next(1, 6), line.Length - column)); break;
                case 3: line.Insert(column, "{}[]:,&*!|>'\"%@`#-${ \t0aé"[random.Next(25)]); break;
                case 4: line.Insert(0, new string(' ', random.Next(1, 5))); break;
                default: line.Length = column; break;
            }

            lines[at] = line.ToString();
        }

        return string.Join('\n', lines);
    }
}

using System.Net;
using ChaosHarness.Scenarios;
using ChaosHarness.Scenarios.Reading;

namespace ChaosHarness.Tests.Scenarios;

public sealed class Templates
{
    private static readonly NodeSpec[] Nodes =
    [
        new() { Name = "db1", Address = IPAddress.Parse("10.77.0.1"), Groups = ["db"], Services = [] },
        new() { Name = "db2", Address = IPAddress.Parse("10.77.0.2"), Groups = ["db"], Services = [] },
    ];

    [Theory]
    [InlineData("plain\n  text\n", "plain\n  text\n")]
    [InlineData("a ${mode} b ${mode}", "a aof b aof")]
    [InlineData("${wait.ms} ${wait.s} ${wait}", "1500 1.5 1.5s")]
    [InlineData("$${mode} $mode", "${mode} $mode")]
    [InlineData("${node.name} ${node.address} ${node.number}", "db2 10.77.0.2 2")]
    [InlineData("${address.db1}", "10.77.0.1")]
    [InlineData("a\n${each db}s ${each.name} ${each.address}\nb", "a\ns db1 10.77.0.1\ns db2 10.77.0.2\nb")]
    [InlineData("${if mode = aof} yes\n${if mode = none} no\nend", "yes\nend")]
    [InlineData("${if mode != aof} yes\n${if node.name != db1} other\nend", "other\nend")]
    [InlineData("${if mode = aof} ${each db}${each.name}", "db1\ndb2")]
    public void Are_filled_in(string text, string expected)
    {
        List<string> complaints = [];

        string filled = new Template(Scope(), (line, column, message) => complaints.Add(message)).Fill(text);

        Assert.Equal(expected, filled);
        Assert.Empty(complaints);
    }

    [Theory]
    [InlineData("a\n  ${moed}", 1, 2, "unknown name 'moed', did you mean 'mode'? (in ${...})")]
    [InlineData("${each dbs} x", 0, 0, "unknown group 'dbs', did you mean 'db'?")]
    [InlineData("${if moed = aof} x", 0, 5, "unknown name 'moed', did you mean 'mode'? (in ${...})")]
    public void Mistakes_are_named_with_their_place(string text, int line, int column, string message)
    {
        List<(int, int, string)> complaints = [];

        new Template(Scope(), (l, c, m) => complaints.Add((l, c, m))).Fill(text);

        Assert.Equal([(line, column, message)], complaints);
    }

    [Fact]
    public void Scenarios_and_stacks_are_found_below_a_folder()
    {
        using ScenarioFolder folder = new();
        folder.Write("more/second.yaml", ScenarioFolder.GoodScenario);

        Assert.Equal(["more/second.yaml", "test.yaml"], Library.Scenarios(folder.Root).Select(Relative));
        Assert.Equal(["stacks/small/stack.yaml"], Library.Stacks(folder.Root).Select(Relative));
        Assert.Empty(Library.Scenarios(Path.Combine(folder.Root, "nowhere")));

        string Relative(string path) => Path.GetRelativePath(folder.Root, path);
    }

    private static TemplateScope Scope() =>
        new TemplateScope(new Dictionary<string, string> { ["mode"] = "aof", ["wait"] = "1.5s" }, Nodes).On(Nodes[1]);
}

using System.Xml.Linq;
using ChaosHarness.TestKit;

namespace ChaosHarness.Tests.HouseRules;

/// <summary>Holds the drawing in src/ARCHITECTURE.md: arrows point down, and neighbours do not know each other.</summary>
public sealed class ProjectReferences
{
    private static readonly string[] Neighbours =
        ["Scenarios", "Labs", "Faults", "Watchers", "Workloads", "Checkers", "Reports"];

    [Fact]
    public void Core_references_nothing()
    {
        XDocument core = Load("ChaosHarness.Core");
        Assert.Empty(Projects(core));
        Assert.Empty(core.Descendants("PackageReference"));
    }

    [Theory]
    [MemberData(nameof(NeighbourNames))]
    public void A_neighbour_references_core_and_nothing_else(string name) =>
        Assert.Equal(["ChaosHarness.Core"], Projects(Load($"ChaosHarness.{name}")));

    [Fact]
    public void Only_the_readers_of_files_have_a_package_between_core_and_the_command_line()
    {
        IEnumerable<string> packages = Neighbours
            .SelectMany(n => Load($"ChaosHarness.{n}").Descendants("PackageReference"))
            .Select(p => (string)p.Attribute("Include")!);
        Assert.Equal(["YamlDotNet"], packages);
    }

    [Fact]
    public void The_command_line_composes_all_of_them()
    {
        string[] wanted = [.. Neighbours.Append("Core").Select(n => $"ChaosHarness.{n}").Order()];
        string[] programs = [.. Repository.Files("src/reference", "*.csproj").Select(p => Path.GetFileNameWithoutExtension(p)).Order()];
        Assert.Equal([.. wanted, .. programs], Projects(Load("ChaosHarness.Cli")).Order());
    }

    [Fact]
    public void Nothing_compiles_against_the_reference_programs()
    {
        foreach (string path in Repository.Files("src", "*.csproj"))
        {
            foreach (XElement reference in XDocument.Load(path).Descendants("ProjectReference"))
            {
                if (((string)reference.Attribute("Include")!).Contains("/reference/", StringComparison.Ordinal))
                    Assert.Equal("false", (string?)reference.Attribute("ReferenceOutputAssembly"));
            }
        }
    }

    [Fact]
    public void Reference_programs_reference_no_part_of_the_harness()
    {
        foreach (string path in Repository.Files("src/reference", "*.csproj"))
            Assert.Empty(Projects(XDocument.Load(path)));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "ChaosHarness.sln")).Replace('\\', '/');
        foreach (string path in Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj")))
            Assert.Contains(Repository.Relative(path), solution, StringComparison.Ordinal);
    }

    public static TheoryData<string> NeighbourNames() => new(Neighbours);

    private static XDocument Load(string project) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"));

    private static IEnumerable<string> Projects(XDocument project) => project.Descendants("ProjectReference")
        .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!));
}

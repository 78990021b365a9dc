using ChaosHarness.Labs.Images;

namespace ChaosHarness.Tests.Labs;

public sealed class ImageTests
{
    [Fact]
    public void The_key_follows_the_packages_and_not_their_order_or_comments()
    {
        var one = ImageRecipe.Parse("suite bookworm\n# why\na\nb # because\n", rootless: false);
        Assert.Equal(["a", "b"], one.Packages);
        Assert.Equal(one.Key, ImageRecipe.Parse("suite bookworm\nb\n\na\n", rootless: false).Key);
        Assert.NotEqual(one.Key, ImageRecipe.Parse("suite bookworm\na\nc\n", rootless: false).Key);
        Assert.NotEqual(one.Key, ImageRecipe.Parse("suite trixie\na\nb\n", rootless: false).Key);
        Assert.NotEqual(one.Key, (one with { Rootless = true }).Key);
    }

    [Fact]
    public void The_built_in_list_has_what_the_lab_itself_needs()
    {
        var recipe = ImageRecipe.Load(rootless: false, []);
        Assert.Equal("bookworm", recipe.Suite);
        Assert.Superset(new HashSet<string> { "s6", "util-linux", "mount", "iproute2", "nftables" }, recipe.Packages.ToHashSet());
    }

    [Fact]
    public void One_line_sources_of_the_suite_are_taken_and_others_left()
    {
        const string sources = """
            # deb http://mirror.example/debian bookworm main
            deb http://mirror.example/debian bookworm main contrib
            deb-src http://mirror.example/debian bookworm main
            deb http://mirror.example/debian-security bookworm-security main
            deb http://other.example/debian trixie main
            deb http://third.example/apt bookworm stable
            """;
        Assert.Equal(
            "deb http://mirror.example/debian bookworm main contrib\n"
            + "deb http://mirror.example/debian-security bookworm-security main",
            HostSources.Select("bookworm", sources));
    }

    [Fact]
    public void Paragraphs_of_the_suite_are_taken_and_others_left()
    {
        const string ours = "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\nComponents: main";
        const string other = "Types: deb\nURIs: http://mirror.example/debian\nSuites: sid\nComponents: main";
        Assert.Equal(ours, HostSources.Select("bookworm", $"{other}\n\n{ours}\n"));
        Assert.Equal("", HostSources.Select("bookworm", other));
    }

    [Fact]
    public void Installed_packages_are_read_from_dpkgs_status()
    {
        const string status = "Package: a\nStatus: install ok installed\nVersion: 1:2-3\nDescription: x\n y: z\n\n"
            + "Package: b\nStatus: deinstall ok config-files\nVersion: 4\n";
        Assert.Equal(["a 1:2-3"], DpkgStatus.Parse(status));
    }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ChaosHarness.Labs.Images;

/// <summary>What an image is made of; its key names the folder it is cached in.</summary>
internal sealed record ImageRecipe(string Suite, IReadOnlyList<string> Packages, bool Rootless)
{
    /// <summary>To be raised when the way of building changes what comes out.</summary>
    private const int Version = 1;

    /// <summary>
    /// The list that is built into this program and what a stack needs beyond it, for the user it runs as.
    /// </summary>
    internal static ImageRecipe Load(bool rootless, IReadOnlyList<string> packages)
    {
        using var stream = typeof(ImageRecipe).Assembly.GetManifestResourceStream("packages.txt")
            ?? throw new InvalidOperationException("packages.txt is not built in");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd() + '\n' + string.Join('\n', packages), rootless);
    }

    internal static ImageRecipe Parse(string text, bool rootless)
    {
        var lines = text.Split('\n').Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0).ToList();
        string suite = lines.Single(line => line.StartsWith("suite ", StringComparison.Ordinal))[6..].Trim();
        var packages = lines.Where(line => !line.Contains(' ')).Distinct().Order(StringComparer.Ordinal).ToList();
        return new ImageRecipe(suite, packages, rootless);
    }

    /// <summary>The same for the same recipe on the same kind of machine.</summary>
    internal string Key
    {
        get
        {
            string mode = Rootless ? "user" : "root";
            string all = $"{Version} {Suite} {mode} {RuntimeInformation.OSArchitecture} {string.Join(' ', Packages)}";
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16];
        }
    }

    /// <summary>mmdebstrap's arguments; documentation is left out, programs are not.</summary>
    internal IReadOnlyList<string> Arguments(string target, IReadOnlyList<string> mirrors) =>
    [
        "--variant=essential",
        Rootless ? "--mode=unshare" : "--mode=root",
        Rootless ? "--format=tar" : "--format=directory",
        $"--include={string.Join(',', Packages)}",
        "--aptopt=APT::Sandbox::User \"root\"",
        "--dpkgopt=path-exclude=/usr/share/doc/*",
        "--dpkgopt=path-exclude=/usr/share/man/*",
        "--dpkgopt=path-exclude=/usr/share/locale/*",
        "--dpkgopt=path-exclude=/usr/share/info/*",
        Suite, target, .. mirrors,
    ];
}

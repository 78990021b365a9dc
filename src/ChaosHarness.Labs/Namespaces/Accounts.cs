namespace ChaosHarness.Labs.Namespaces;

/// <summary>A user of a root file system.</summary>
internal sealed record Account(string Name, uint User, uint Group, string Home);

/// <summary>The users and groups that stand in an image's /etc/passwd and /etc/group.</summary>
internal sealed class Accounts
{
    private readonly Dictionary<string, Account> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint> _groups = new(StringComparer.Ordinal);

    internal Accounts(string passwd, string group)
    {
        foreach (var fields in Lines(group, 3))
            _groups[fields[0]] = uint.Parse(fields[2]);
        foreach (var fields in Lines(passwd, 6))
            _users[fields[0]] = new Account(fields[0], uint.Parse(fields[2]), uint.Parse(fields[3]), fields[5]);
    }

    internal static Accounts Of(string root) =>
        new(File.ReadAllText(Path.Combine(root, "etc/passwd")), File.ReadAllText(Path.Combine(root, "etc/group")));

    /// <exception cref="LabException">The image has no such user.</exception>
    internal Account this[string user] => _users.GetValueOrDefault(user)
        ?? throw new LabException($"the lab image has no user '{user}'; it has {string.Join(", ", _users.Keys)}");

    /// <summary>The group of the same name, as files want it; the user's own group when there is none.</summary>
    internal uint GroupOf(Account account) => _groups.GetValueOrDefault(account.Name, account.Group);

    private static IEnumerable<string[]> Lines(string text, int fields) =>
        text.Split('\n').Select(line => line.Split(':')).Where(parts => parts.Length >= fields);
}

namespace ChaosHarness.Scenarios;

/// <summary>Finds what somebody may have meant.</summary>
public static class Suggestion
{
    private const int MostShown = 12;

    /// <summary>A sentence about an unknown word: with the nearest known one, or else with all known ones.</summary>
    /// <param name="what">What kind of word it is, such as <c>fault</c>.</param>
    /// <param name="word">As written.</param>
    /// <param name="known">What could stand there.</param>
    public static string Unknown(string what, string word, IEnumerable<string> known)
    {
        string[] all = [.. known.Distinct().Order(StringComparer.Ordinal)];
        if (Nearest(word, all) is { } near)
            return $"unknown {what} '{word}', did you mean '{near}'?";
        if (all.Length == 0)
            return $"unknown {what} '{word}'; there is none to choose from";
        string rest = all.Length > MostShown ? ", ..." : "";
        return $"unknown {what} '{word}'; known: {string.Join(", ", all.Take(MostShown))}{rest}";
    }

    /// <summary>The known word that differs least, or null when all differ too much.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        int most = word.Length switch { <= 3 => 1, <= 7 => 2, _ => 3 };
        return known.Select(k => (Word: k, Distance: Distance(Plain(word), Plain(k))))
            .Where(k => k.Distance <= most)
            .OrderBy(k => k.Distance).ThenBy(k => k.Word, StringComparer.Ordinal)
            .Select(k => k.Word).FirstOrDefault();
    }

    /// <summary>
    /// Edits between two words: insert, delete, replace, or swap neighbours (optimal string alignment).
    /// </summary>
    public static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replace, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }

    /// <summary>People mix up case, blanks and underscores with dashes: that is no difference.</summary>
    private static string Plain(string word) => word.ToLowerInvariant().Replace('_', '-').Replace(' ', '-');
}

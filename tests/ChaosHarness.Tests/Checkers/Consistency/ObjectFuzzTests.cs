using System.Globalization;
using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>
/// Every engine against the definition: a slice of what the benchmark <c>consistency-fuzz</c> does with millions.
/// </summary>
public sealed class ObjectFuzzTests
{
    private static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("CHAOS_FUZZ") ?? "30000", CultureInfo.InvariantCulture);

    public static TheoryData<string> Names => [.. FuzzCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_engine_agrees_with_the_definition_and_certifies_what_is_legal(string name)
    {
        FuzzCase one = FuzzCases.All.Single(c => c.Name == name);
        SearchBudget budget = SearchBudget.Endless(TestContext.Current.CancellationToken);
        int legal = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            (bool isLegal, string? problem) = one.Compare(seed, budget);
            legal += isLegal ? 1 : 0;
            if (problem is not null)
                Assert.Fail(problem);
        }

        // Neither kind is so rare that nothing would be compared.
        Assert.InRange(legal, Rounds / 10, Rounds - Rounds / 10);
    }
}

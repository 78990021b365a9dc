using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>Zones and search against the definition, over random histories with every feature mixed.</summary>
public sealed class RegisterFuzzTests
{
    private static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("CHAOS_FUZZ") ?? "60000", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Both_engines_agree_with_the_definition_on_random_histories()
    {
        SearchBudget budget = SearchBudget.Endless(TestContext.Current.CancellationToken);
        ZoneEngine zones = new();
        int notApplicable = 0;
        int legal = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            Random random = new(seed);
            long initial = random.Next(3) == 0 ? Op.Nothing : 0;
            Op[] ops = Fuzz.Register(random, Fuzz.Draw(random), 9, initial);
            ReadOnlySpan<int> order = Partition.Whole(ops)[0];
            bool truth = BruteForce.IsLinearizable(ops, new RegisterSpecification(), initial);
            legal += truth ? 1 : 0;
            Decision zone = zones.Decide(ops, order, initial).Decision;
            notApplicable += zone == Decision.NotApplicable ? 1 : 0;
            Decision search = RegisterEngine.Search(ops, order, initial, budget).Decision;
            Decision right = truth ? Decision.Linearizable : Decision.Violated;
            if ((zone != right && zone != Decision.NotApplicable) || search != right)
                Assert.Fail($"seed {seed}: is {right}, zones {zone}, search {search}, initial {initial}\n{Fuzz.Show(ops)}");
        }

        Assert.InRange(legal, Rounds / 10, Rounds - Rounds / 10);
        Assert.InRange(notApplicable, 0, Rounds * 3 / 4);
    }
}

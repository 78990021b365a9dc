using ChaosHarness.Checkers.Outages;
using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Tests.Checkers.Outages;

/// <summary>The upper end of the bracket against its definition, worked out the slow way.</summary>
public sealed class LongestPossibleTests
{
    [Fact]
    public void Is_the_longest_time_that_no_operation_ended_Ok_lies_within()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            RunBuilder run = new();
            List<(int Start, int End)> served = [];
            int count = random.Next(3, 12);
            for (int i = 0; i < count; i++)
            {
                int start = random.Next(0, 60), end = start + random.Next(1, 30);
                bool isOk = i < 2 || random.Next(3) > 0;
                run.Op("a.read", start, end, isOk ? Outcome.Ok : random.Next(2) == 0 ? Outcome.Fail : Outcome.Info);
                if (isOk)
                    served.Add((start, end));
            }

            // All in one window, with nothing before it, so that nothing is out of sight.
            run.Op("a.read", -20, -19).Op("a.read", 200, 201).Fault(-18, 150);
            served.AddRange([(-20, -19), (200, 201)]);
            Outage outage = Assert.Single(new OutageChecker().Check(run.Build(), TestContext.Current.CancellationToken).Measured.Outages);
            double longest = LongestWithout(served);
            Assert.True(longest == outage.Longest.Max!.Value.TotalMilliseconds, $"seed {seed}: {longest} and {outage.Longest}");
        }
    }

    /// <summary>
    /// An outage that begins just after x has to end by the end of every operation that started after x and ended Ok:
    /// tried for all x that matter.
    /// </summary>
    private static double LongestWithout(List<(int Start, int End)> served)
    {
        double longest = 0;
        foreach ((int x, _) in served)
        {
            int[] ends = [.. served.Where(s => s.Start > x).Select(s => s.End)];
            if (ends.Length > 0)
                longest = Math.Max(longest, ends.Min() - x);
        }

        return longest;
    }
}

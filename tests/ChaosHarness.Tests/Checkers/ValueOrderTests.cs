using ChaosHarness.Checkers;
using ChaosHarness.Histories;

namespace ChaosHarness.Tests.Checkers;

/// <summary>Values in ascending parts against one sort of all of them.</summary>
public sealed class ValueOrderTests
{
    [Fact]
    public void Gives_in_parts_what_one_sort_gives()
    {
        int parts = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            RunBuilder run = new();
            int most = random.Next(1, 20), kinds = random.Next(0, 120);
            for (int i = 0; i < kinds; i++)
            {
                OperationKind kind = random.Next(3) == 0 ? OperationKind.Read : OperationKind.Append;
                long value = random.Next(4) switch { 0 => long.MaxValue - i, 1 => long.MinValue + i, _ => random.Next(60) };
                run.Op("a.write", i, i + 1, Outcome.Ok, kind, key: random.Next(5), value: value);
            }

            OperationList all = run.History().Operations;
            List<(long Value, int Place, int Key)> given = [];
            long last = long.MinValue;
            new ValueOrder(all, most).Each(
                kind => kind == OperationKind.Append,
                (in WrittenValues part) =>
                {
                    parts++;
                    Assert.True(part.From <= part.To && (part.From == long.MinValue || part.From == last + 1));
                    last = part.To;
                    for (int i = 0; i < part.Values.Length; i++)
                    {
                        Assert.InRange(part.Values[i], part.From, part.To);
                        given.Add((part.Values[i], part.Writers[i].Place, part.Writers[i].Key));
                    }
                },
                TestContext.Current.CancellationToken);

            Assert.Equal(long.MaxValue, last);
            (long, int, int)[] expected = [.. all.Index().Where(o => o.Item.Kind == OperationKind.Append).Select(o => (o.Item.Value, o.Index, o.Item.Key))];
            Assert.Equal(given.Select(g => g.Value), expected.Select(e => e.Item1).Order());
            Assert.Equal(given.Order(), expected.Order());
        }

        Assert.True(parts > 1500, $"{parts}");
    }
}

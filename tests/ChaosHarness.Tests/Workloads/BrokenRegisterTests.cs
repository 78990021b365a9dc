using ChaosHarness.Tests.Kit;

namespace ChaosHarness.Tests.Workloads;

/// <summary>The register's bugs must be there, and its account of them must be true.</summary>
public sealed class BrokenRegisterTests
{
    [Fact]
    public void Keeps_everything_when_it_has_no_bug()
    {
        var register = Filled(RegisterBug.None);
        register.Switch();

        Assert.Equal(Enumerable.Range(100, 20).Select(v => (long)v), register.FinalList(1));
        Assert.Empty(register.Lost);
        Assert.Throws<RefusedException>(() => register.First.Append(1, 5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Knows_what_it_loses(int seed)
    {
        var register = Filled(RegisterBug.Loses, seed);
        register.Switch();

        Assert.NotEmpty(register.Lost);
        Assert.Equal(register.Lost.Order(), Missing(register).Order());
    }

    [Fact]
    public void Knows_what_it_holds_twice()
    {
        var register = Filled(RegisterBug.Duplicates);
        register.Switch();

        var twice = Enumerable.Range(1, 3).SelectMany(register.FinalList).GroupBy(v => v).Where(g => g.Count() == 2);
        Assert.NotEmpty(register.Duplicated);
        Assert.Equal(register.Duplicated.Order(), twice.Select(g => g.Key).Order());
    }

    [Fact]
    public void Brings_back_with_the_second_switch_what_the_first_one_lost()
    {
        var register = Filled(RegisterBug.Resurrects);
        register.Switch();
        var lost = Missing(register);
        register.Switch();

        Assert.NotEmpty(lost);
        Assert.Equal(lost.Order(), register.Resurrected.Order());
        Assert.Empty(Missing(register));
        Assert.Empty(register.Lost);
    }

    [Fact]
    public void Serves_two_masters_until_settled_and_discards_what_the_old_one_took()
    {
        var register = Filled(RegisterBug.ServesTwoMasters);
        register.Switch();
        register.First.Append(1, 7001);
        register.Second.Append(1, 7002);
        register.First.Set(1, 7003);
        register.Settle();

        Assert.Equal([7001, 7003], register.Discarded.Order());
        Assert.Contains(7002, register.FinalList(1));
        Assert.DoesNotContain(7001, register.FinalList(1));
        Assert.Null(register.FinalRegister(1));
        Assert.Single(register.Overlaps);
        Assert.Throws<RefusedException>(() => register.First.Append(1, 7004));
    }

    private static BrokenRegister Filled(RegisterBug bug, int seed = 1)
    {
        var register = new BrokenRegister(bug, seed, TimeProvider.System);
        for (int key = 1; key <= 3; key++)
        {
            for (int i = 0; i < 20; i++) register.First.Append(key, (key * 100) + i);
        }

        return register;
    }

    private static List<long> Missing(BrokenRegister register) => [.. Enumerable.Range(1, 3)
        .SelectMany(key => Enumerable.Range(0, 20).Select(i => (long)(key * 100) + i).Except(register.FinalList(key)))];
}

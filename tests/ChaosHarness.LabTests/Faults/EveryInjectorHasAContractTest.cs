using ChaosHarness.Faults;

namespace ChaosHarness.LabTests.Faults;

public sealed class EveryInjectorHasAContractTest
{
    [Fact]
    public void Holds_for_all_of_them()
    {
        IEnumerable<string> tested = typeof(InjectorContract).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(InjectorContract)) && !t.IsAbstract)
            .Select(t => ((InjectorContract)Activator.CreateInstance(t)!).Fault)
            .Distinct();

        Assert.Equal(Injectors.All.Select(i => i.Kind.Name).Order(), tested.Order());
    }
}

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
            .Concat(typeof(ITestsAnInjector).Assembly.GetTypes()
                .Where(t => t.IsClass && t.IsAssignableTo(typeof(ITestsAnInjector)))
                .Select(t => (string)t.GetProperty(nameof(ITestsAnInjector.Fault))!.GetValue(null)!))
            .Distinct();

        Assert.Equal(Injectors.All.Select(i => i.Kind.Name).Order(), tested.Order());
    }
}

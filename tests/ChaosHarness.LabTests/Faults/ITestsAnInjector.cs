namespace ChaosHarness.LabTests.Faults;

/// <summary>
/// Tests an injector that changes a system as a whole, which the nodes of <see cref="InjectorContract"/> have none of.
/// </summary>
internal interface ITestsAnInjector
{
    /// <summary>The fault's name.</summary>
    static abstract string Fault { get; }
}

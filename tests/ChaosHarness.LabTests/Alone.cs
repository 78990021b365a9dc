// Tests of labs mostly wait; each has a lab of its own, and labs do not know of each other.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]

namespace ChaosHarness.LabTests;

/// <summary>
/// Tests that have the machine to themselves: those that tell leftovers from what was there before.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

namespace ChaosHarness.Tests.Checkers.Truth;

/// <summary>Tests that measure time against the truth run by themselves: on a busy machine there is little to learn.</summary>
[CollectionDefinition(nameof(QuietMachine), DisableParallelization = true)]
public sealed class QuietMachine;

namespace ChaosHarness.Tests;
internal static class Placeholder;

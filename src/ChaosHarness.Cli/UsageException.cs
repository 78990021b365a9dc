namespace ChaosHarness.Cli;

/// <summary>The call is wrong; the message says what to do. Exit code 4.</summary>
internal sealed class UsageException(string message) : Exception(message);

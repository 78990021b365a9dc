namespace ChaosHarness.Reports;

/// <summary>
/// A stored file is missing, damaged or not ours. The message names the file, and where it can the line or record, and
/// says what to do. Whoever judges the run has to make this Unknown: evidence that cannot be read proves nothing.
/// </summary>
public sealed class RunDataException : Exception
{
    public RunDataException(string message) : base(message) { }

    public RunDataException(string message, Exception inner) : base(message, inner) { }
}

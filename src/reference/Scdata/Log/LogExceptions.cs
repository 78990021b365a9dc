namespace Scdata.Log;

/// <summary>The log says something that a log never says. Nobody may read on, or past it.</summary>
internal sealed class LogDamagedException(long offset, string what)
    : Exception($"The transaction log is damaged at byte {offset}: {what}.");

/// <summary>There is no folder or no log where one is needed.</summary>
internal sealed class NoLogException(string message) : Exception(message);

/// <summary>There is a log already where one was to be made.</summary>
internal sealed class LogExistsException(string message) : Exception(message);

/// <summary>Another process holds the lock on the log.</summary>
internal sealed class LockHeldException(string message) : Exception(message);

/// <summary>The volume is full. Nothing of the frame is on the log, and the log is as it was.</summary>
internal sealed class LogFullException(Exception cause) : Exception("The volume of the transaction log is full.", cause);

/// <summary>
/// The volume failed under a write, a flush or a cut. What is on it is not known, and asking again would not tell: after
/// a failed flush the operating system may forget what it could not write, and report the next flush as done.
/// </summary>
internal sealed class LogFailedException(string message, Exception? cause = null) : Exception(message, cause);

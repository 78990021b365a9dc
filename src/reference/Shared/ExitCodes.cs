namespace Shared;

/// <summary>How a program says why it ended, with the numbers of sysexits.h.</summary>
internal static class ExitCodes
{
    /// <summary>It was told to stop, and did.</summary>
    public const int Ok = 0;

    /// <summary>EX_USAGE: the command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>EX_DATAERR: the transaction log is damaged, or two processes have written to it.</summary>
    public const int Damaged = 65;

    /// <summary>EX_NOINPUT: there is no folder, or no log in it.</summary>
    public const int NoLog = 66;

    /// <summary>EX_UNAVAILABLE: the address to listen on cannot be had.</summary>
    public const int CannotListen = 69;

    /// <summary>EX_SOFTWARE: the program that this one looks after has ended.</summary>
    public const int ChildEnded = 70;

    /// <summary>EX_CANTCREAT: a log is there already, and is not overwritten.</summary>
    public const int LogExists = 73;

    /// <summary>EX_IOERR: the volume failed, so nothing more can be acknowledged.</summary>
    public const int LogFailed = 74;

    /// <summary>EX_TEMPFAIL: another process holds the lock on the log.</summary>
    public const int LockHeld = 75;
}

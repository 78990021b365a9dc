namespace ChaosHarness.Journals;

/// <summary>The kinds of <see cref="JournalEvent"/>. Stored journals use these words: they are never renamed.</summary>
public static class EventKinds
{
    /// <summary>A phase of the run begins; value: the <see cref="Running.Phase"/>'s name.</summary>
    public const string Phase = "phase";

    /// <summary>A step begins at a moment of the system's own rhythm; value: which, as a sentence.</summary>
    public const string Placed = "placed";

    /// <summary>
    /// A volume is being prepared; subject: the volume, value: how far it is; node: where, and data: the command, the first time.
    /// </summary>
    public const string Preparing = "preparing";

    /// <summary>A volume is prepared; subject: the volume, value: with what, how much of it, how long it took, what was said.</summary>
    public const string Prepared = "prepared";

    /// <summary>An injector is about to act; data holds the commands and their undo. Written before the deed.</summary>
    public const string Injecting = "injecting";

    /// <summary>The injector has acted.</summary>
    public const string Injected = "injected";

    /// <summary>The fault is proven to have taken effect; data holds the proof.</summary>
    public const string Effective = "effective";

    /// <summary>The fault could not be shown to have taken effect.</summary>
    public const string Ineffective = "ineffective";

    /// <summary>Healing begins.</summary>
    public const string Healing = "healing";

    /// <summary>The fault is proven to be gone.</summary>
    public const string Healed = "healed";

    /// <summary>Healing failed, or the fault could not be shown to be gone.</summary>
    public const string HealFailed = "heal-failed";

    /// <summary>A watch saw a new value of a subject; value: the new one.</summary>
    public const string Observed = "observed";

    /// <summary>A watch confirms for the last time that a value it reported earlier still held.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>A system under test announced something; value: its own name for it (<c>+odown</c>).</summary>
    public const string Announced = "announced";

    /// <summary>A service's process was seen running; data: pid.</summary>
    public const string ProcessStarted = "process-started";

    /// <summary>A service's process has exited, as its pidfd said; data: pid.</summary>
    public const string ProcessExited = "process-exited";

    /// <summary>
    /// A part of the system had the power of a node switched; node: whose, value: <c>on</c> or <c>off</c>, subject: the
    /// node that asked. It is known to be done: when it is off, no process of the node is left.
    /// </summary>
    public const string Power = "power";

    /// <summary>A value of the live configuration; subject: its name, value: the value.</summary>
    public const string Configuration = "configuration";

    /// <summary>The version of a part; subject: the part, value: the version.</summary>
    public const string Version = "version";

    /// <summary>Steady state holds, or what is missing for it; value: <c>steady</c> or <c>unsteady</c>.</summary>
    public const string SteadyState = "steady-state";

    /// <summary>Trouble of the lab or the harness, not of the system under test; value: a sentence.</summary>
    public const string Trouble = "trouble";
}

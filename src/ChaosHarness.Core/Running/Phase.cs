namespace ChaosHarness.Running;

/// <summary>The phases of a run, in order. Journalled by name.</summary>
public enum Phase
{
    /// <summary>Nodes and services are started.</summary>
    Starting,

    /// <summary>Waiting for steady state.</summary>
    Settling,

    /// <summary>Load runs, nothing is broken yet.</summary>
    Before,

    /// <summary>The scenario's steps run.</summary>
    Faults,

    /// <summary>Everything is healed; waiting for steady state again.</summary>
    Recovering,

    /// <summary>Steady state holds again, load still runs.</summary>
    After,

    /// <summary>Load has ended; stored data is read.</summary>
    FinalReads,

    /// <summary>Logs are collected and the lab is removed.</summary>
    Closing,
}

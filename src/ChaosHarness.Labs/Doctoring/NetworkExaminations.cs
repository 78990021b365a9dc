using ChaosHarness.Labs.Namespaces;

namespace ChaosHarness.Labs.Doctoring;

/// <summary>What the kernel's network can do, tried with the lab image's own tools.</summary>
internal static class NetworkExaminations
{
    private const string Cable =
        "tool ip link add switch type bridge\ntool ip link add port type veth peer name eth0\n"
        + "tool ip link set port master switch\n";

    internal static async Task<Diagnosis> BridgeAsync(Trial trial, CancellationToken ct) =>
        await TryAsync(trial, "switch and cables", Cable, "bridge and veth work", Health.Missing,
            "Nodes cannot be connected.", "modprobe bridge veth", ct);

    internal static async Task<Diagnosis> RulesAsync(Trial trial, CancellationToken ct) =>
        await TryAsync(trial, "cuts and loss (nftables)", $"""
            {Cable}
            tool nft -f - <<'END'
            {CutRules.Base}
            add rule bridge {CutRules.Table} {CutRules.Chain} iifname "port" numgen random mod 100 < 30 counter drop
            END
            """, "drop rules on the switch work, by chance too", Health.Limited,
            "Partitions, one-way cuts, cuts of a port and packet loss are not available; pulling and silencing a whole "
            + "node's port is.", "modprobe nf_tables nft_numgen nf_tables_bridge", ct);

    internal static async Task<Diagnosis> NetemAsync(Trial trial, CancellationToken ct) =>
        await TryAsync(trial, "delay and reordering (netem)", $"{Cable}\ntool tc qdisc add dev port root netem delay 10ms 2ms",
            "netem works", Health.Limited,
            "The kernel cannot delay, reorder, duplicate or corrupt packets. Cuts and loss do not need it.",
            "modprobe sch_netem, where the kernel has it as a module", ct);

    private static async Task<Diagnosis> TryAsync(Trial trial, string what, string script, string found, Health otherwise,
        string meaning, string remedy, CancellationToken ct)
    {
        if (trial.Image is null)
            return new Diagnosis(what, Health.Limited, "not tried: the lab image, which has the tools for it, is not built",
                "Not known yet.", "The first 'chaos run' builds the image; ask again after it.");
        var outcome = await trial.RunAsync(script, mapUsers: false, ct);
        return outcome.Worked ? new Diagnosis(what, Health.Good, found)
            : new Diagnosis(what, otherwise, outcome.Said, meaning, remedy);
    }
}

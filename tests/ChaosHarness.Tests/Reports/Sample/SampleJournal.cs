using System.Globalization;
using ChaosHarness.Journals;

namespace ChaosHarness.Tests.Reports.Sample;

/// <summary>The journal of the sample run, in the order in which things became known.</summary>
internal static class SampleJournal
{
    public static IReadOnlyList<JournalEvent> Create() =>
        [.. Configuration().Concat(Events().OrderBy(e => e.At)).Concat(Confirmed())];

    private static IEnumerable<JournalEvent> Configuration()
    {
        foreach (string node in (string[])["redis1", "redis2", "redis3"])
        {
            yield return Setting(node, "redis.min-replicas-to-write", "0");
            yield return Setting(node, "redis.repl-timeout", "60");
            yield return Setting(node, "sentinel.down-after-milliseconds", "5000");
            yield return Setting(node, "sentinel.failover-timeout", "45000");
            yield return Setting(node, "sentinel.quorum", "2");
            yield return Version(node, "redis", "7.0.15");
        }

        yield return Version("lb1", "haproxy", "2.6.12");
    }

    private static IEnumerable<JournalEvent> Events() =>
        [.. Phases(), .. Fault(), .. Roles(), .. Web(), .. Sentinels(), .. Processes()];

    private static IEnumerable<JournalEvent> Phases() =>
    [
        Event(-20, EventKinds.Phase, value: "Starting"), Event(-16.5, EventKinds.Phase, value: "Settling"),
        Event(-12, EventKinds.Phase, value: "Before"), Event(-10, EventKinds.Phase, value: "Faults"),
        Event(20.31, EventKinds.Phase, value: "Recovering"),
        Event(31.4, EventKinds.SteadyState, value: "steady"), Event(31.4, EventKinds.Phase, value: "After"),
        Event(48.1, EventKinds.Phase, value: "FinalReads"), Event(49.0, EventKinds.Phase, value: "Closing"),
    ];

    private static IEnumerable<JournalEvent> Fault() =>
    [
        Fault(-0.031, EventKinds.Injecting, new()
        {
            ["asked"] = "primary", ["targets"] = "redis1",
            ["commands"] = "redis1: s6-svc -d /run/service/redis", ["undo"] = "redis1: s6-svc -u /run/service/redis",
        }),
        Fault(0.004, EventKinds.Injected, []),
        Fault(0, EventKinds.Effective, new()
        {
            ["targets"] = "redis1",
            ["proof"] = "the main process 4711 exited with 0 (pidfd) and nothing listens on <6379>",
        }),
        Fault(20.012, EventKinds.Healing, []),
        Fault(20.304, EventKinds.Healed, new() { ["proof"] = "process 5120 runs since 0.2 s and listens on 6379" }),
    ];

    private static IEnumerable<JournalEvent> Roles() =>
    [
        Seen(-19, "redis-role", "redis1", "redis1", "primary"), Seen(-19, "redis-role", "redis2", "redis2", "replica"),
        Seen(-19, "redis-role", "redis3", "redis3", "replica"),
        Seen(0.013, "redis-role", "redis1", "redis1", "down", -0.038),
        Seen(5.371, "redis-role", "redis2", "redis2", "primary", 5.318),
        Seen(20.341, "redis-role", "redis1", "redis1", "primary", 20.29),
        Seen(30.45, "redis-role", "redis1", "redis1", "replica", 30.4),
    ];

    private static IEnumerable<JournalEvent> Web() =>
    [
        Seen(-18, "haproxy", "lb1", "web/web1", "UP"), Seen(-18, "haproxy", "lb1", "web/web2", "UP"),
        Seen(3.02, "haproxy", "lb1", "web/web1", "DOWN", 2.97), Seen(7.41, "haproxy", "lb1", "web/web1", "UP", 7.36),
        Seen(-18, "web-ready", "web1", "web1", "ready"), Seen(-18, "web-ready", "web2", "web2", "ready"),
        Seen(0.42, "web-ready", "web1", "web1", "not-ready", 0.31), Seen(0.61, "web-ready", "web2", "web2", "silent", 0.29),
        Seen(6.51, "web-ready", "web1", "web1", "ready", 6.4), Seen(6.44, "web-ready", "web2", "web2", "ready", 6.33),
    ];

    private static IEnumerable<JournalEvent> Sentinels()
    {
        (double At, string Name, string Node)[] all =
        [
            (5.052, "+sdown", "redis1"), (5.071, "+sdown", "redis3"), (5.112, "+sdown", "redis2"), (5.131, "+odown", "redis2"),
            (5.132, "+new-epoch", "redis2"), (5.132, "+try-failover", "redis2"), (5.137, "+vote-for-leader", "redis2"),
            (5.139, "+new-epoch", "redis1"), (5.141, "+vote-for-leader", "redis1"), (5.142, "+vote-for-leader", "redis3"),
            (5.189, "+elected-leader", "redis2"), (5.189, "+failover-state-select-slave", "redis2"),
            (5.251, "+selected-slave", "redis2"), (5.251, "+failover-state-send-slaveof-noone", "redis2"),
            (5.334, "+failover-state-wait-promotion", "redis2"), (6.181, "+promoted-slave", "redis2"),
            (6.182, "+failover-state-reconf-slaves", "redis2"), (6.229, "+slave-reconf-sent", "redis2"),
            (6.243, "+config-update-from", "redis1"), (6.244, "+switch-master", "redis1"),
            (6.251, "+config-update-from", "redis3"), (6.252, "+switch-master", "redis3"),
            (7.19, "+slave-reconf-inprog", "redis2"), (7.19, "+slave-reconf-done", "redis2"), (7.262, "+failover-end", "redis2"),
            (7.263, "+switch-master", "redis2"), (12.31, "+sdown", "redis3"), (20.9, "-sdown", "redis3"),
            (30.42, "+convert-to-slave", "redis2"),
        ];
        return all.Select(a => Event(a.At, EventKinds.Announced, a.Node, "db1", a.Name) with
        {
            Data = new Dictionary<string, string> { ["watch"] = "sentinel-events" },
        });
    }

    private static IEnumerable<JournalEvent> Processes() =>
    [
        Process(-19.4, EventKinds.ProcessStarted, 4711), Process(0, EventKinds.ProcessExited, 4711),
        Process(20.21, EventKinds.ProcessStarted, 5120),
        Event(48.4, EventKinds.Trouble, "web1", value: "log </var/log/web.log> was not there"),
    ];

    private static IEnumerable<JournalEvent> Confirmed()
    {
        (string Watch, string Node, string Subject, string Value)[] last =
        [
            ("redis-role", "redis1", "redis1", "replica"), ("redis-role", "redis2", "redis2", "primary"),
            ("redis-role", "redis3", "redis3", "replica"), ("haproxy", "lb1", "web/web1", "UP"),
            ("haproxy", "lb1", "web/web2", "UP"), ("web-ready", "web1", "web1", "ready"), ("web-ready", "web2", "web2", "ready"),
        ];
        return last.Select(l => Seen(48.9, l.Watch, l.Node, l.Subject, l.Value) with { Kind = EventKinds.Confirmed });
    }

    private static JournalEvent Seen(
        double at, string watch, string node, string subject, string value, double? notBefore = null) =>
        Event(at, EventKinds.Observed, node, subject, value) with
        {
            NotBefore = notBefore is { } before ? SampleTimes.At(before) : null,
            Data = new Dictionary<string, string> { ["watch"] = watch },
        };

    private static JournalEvent Fault(double at, string kind, Dictionary<string, string> data) =>
        Event(at, kind, subject: "stop-service", value: "stop-service") with { Step = 0, Data = data };

    private static JournalEvent Process(double at, string kind, int pid) => Event(at, kind, "redis1", "redis") with
    {
        Data = new Dictionary<string, string> { ["pid"] = pid.ToString(CultureInfo.InvariantCulture) },
    };

    private static JournalEvent Setting(string node, string name, string value) =>
        Event(-14, EventKinds.Configuration, node, name, value);

    private static JournalEvent Version(string node, string name, string value) =>
        Event(-14, EventKinds.Version, node, name, value);

    private static JournalEvent Event(
        double at, string kind, string? node = null, string? subject = null, string? value = null) =>
        new() { At = SampleTimes.At(at), Kind = kind, Node = node, Subject = subject, Value = value };
}

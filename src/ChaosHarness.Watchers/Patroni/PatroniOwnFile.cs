using System.Globalization;
using System.Text.Json;
using ChaosHarness.Labs;
using ChaosHarness.Watchers.Http;

namespace ChaosHarness.Watchers.Patroni;

/// <summary>
/// What a Patroni was started with that its REST interface does not tell: sections of the file that its process names, read by
/// its own interpreter, as its own user.
/// </summary>
/// <remarks>
/// A file wins over the dynamic configuration for these. Source: Patroni 3.0.2, config.py (_build_effective_configuration),
/// watchdog/base.py (parse_mode) and watchdog/linux.py (DEFAULT_DEVICE, is_healthy).
/// </remarks>
internal static class PatroniOwnFile
{
    /// <summary>The device is there and may be written, and the mode is not off.</summary>
    public const string Usable = "usable";

    /// <summary>The user, the interpreter and the file of the process whose second argument is Patroni.</summary>
    private const string Find =
        """
        for process in /proc/[0-9]*; do
            command=$(tr '\0' '\n' < "$process/cmdline" 2>/dev/null) || continue
            case $(printf '%s\n' "$command" | sed -n 2p) in
                */patroni | */patroni.py)
                    stat -c %U "$process"
                    printf '%s\n' "$command" | sed -n '1p;3p'
                    exit ;;
            esac
        done
        echo 'No process runs Patroni.' >&2
        exit 1
        """;

    private const string Read =
        """
        import json, os, sys, yaml
        with open(sys.argv[1]) as file:
            own = yaml.safe_load(file) or {}
        watchdog = own.get('watchdog') or {}
        device = watchdog.get('device', '/dev/watchdog')
        print(json.dumps({
            'mode': watchdog.get('mode', 'automatic'), 'device': device, 'exists': os.path.exists(device),
            'writable': os.access(device, os.W_OK), 'rewind': (own.get('postgresql') or {}).get('use_pg_rewind')}))
        """;

    /// <summary>Reads one node's.</summary>
    /// <exception cref="LabException">No Patroni runs there, or its file could not be read.</exception>
    public static async Task<JsonDocument> ReadAsync(INode node, CancellationToken ct)
    {
        string[] process = (await RunAsync(new NodeCommand(["sh", "-c", Find]))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return process is [{ } user, { } interpreter, { } file]
            ? JsonDocument.Parse(await RunAsync(new NodeCommand([interpreter, "-c", Read, file], user)))
            : throw new LabException($"Patroni on {node.Name} was started without a file of its own.");

        async Task<string> RunAsync(NodeCommand command)
        {
            CommandResult result = await node.RunAsync(command, ct);
            return result.Succeeded ? result.Output : throw new LabException($"{node.Name}: {result.Error.Trim()}");
        }
    }

    /// <summary>
    /// What comes of its watchdog: <c>usable</c>, <c>off</c>, <c>absent</c> (no device) or <c>closed</c> (Patroni's user may not
    /// write to it). An unknown mode is off, as Patroni takes it.
    /// </summary>
    public static string Watchdog(JsonElement own) =>
        own.Text("mode")?.ToLower(CultureInfo.InvariantCulture) is not ("automatic" or "auto" or "required" or "require") ? "off"
        : own.Text("exists") != "true" ? "absent"
        : own.Text("writable") != "true" ? "closed" : Usable;
}

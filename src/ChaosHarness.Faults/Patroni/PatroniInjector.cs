using System.Text.Json;
using System.Text.Json.Nodes;
using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Faults.Patroni;

/// <summary>
/// Managed operations of a Patroni cluster, as <c>patronictl</c> does them: over the REST interface of a member.
/// </summary>
internal sealed class PatroniInjector : IInjector
{
    private const string Do = "do", To = "to", Config = "config";

    /// <summary>The operations, and how each is asked for.</summary>
    private static readonly Dictionary<string, string> s_operations = new()
    {
        ["switchover"] = "POST /switchover", ["failover"] = "POST /failover", ["restart"] = "POST /restart",
        ["reload"] = "POST /reload", ["reinitialize"] = "POST /reinitialize", ["pause"] = "PATCH /config {\"pause\":true}",
        ["edit-config"] = "PATCH /config",
    };

    public FaultKind Kind { get; } = new(
        "patroni",
        "Does a managed operation over Patroni's REST interface, as patronictl does.",
        NeedsTarget: true,
        NeedsService: false,
        Heals: "Resumes after 'pause', and takes back what 'edit-config' changed; the rest stays done.",
        [
            new(Do, ParameterType.Text,
                $"What to do: {string.Join(", ", s_operations.Keys)}. For the whole cluster any member can be asked; "
                + "restart, reload and reinitialize are for each target.", Required: true),
            new(To, ParameterType.Selector, "Who is to lead then; failover needs it. Default: Patroni picks."),
            new(Config, ParameterType.Text, "What edit-config changes, as JSON; null removes a value. Default: none."),
            new("port", ParameterType.Integer, $"Port of the REST interface. Default {PatroniDeed.DefaultPort}."),
            new("limit", ParameterType.Duration, "How long it may take until its effect is seen. Default 60s."),
        ])
    {
        Problems = Wrong,
    };

    public string? Unavailable(ILab lab, FaultRequest request) => null;

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request)
    {
        string operation = Operation(request);
        string undo = operation switch { "pause" => "PATCH /config {\"pause\":null}", "edit-config" => "PATCH /config (the values of before)", _ => "" };
        string text = $"{s_operations.GetValueOrDefault(operation)} {request.Parameters.GetValueOrDefault(Config)?.Text}".Trim();
        return [.. Asked(request).Select(n => new PlannedCommand(n.Name, text, undo.Length > 0 ? undo : null))];
    }

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        request.NeedSound(Kind);
        return Injection.InjectAsync(
            [.. Asked(request).Select(n => Deed(n, request))],
            heals: Operation(request) is "pause" or "edit-config", request.Clock, ct);
    }

    private static IEnumerable<ParameterProblem> Wrong(IReadOnlyDictionary<string, ParameterValue> parameters)
    {
        string operation = parameters.Get(Do, "");
        if (!s_operations.ContainsKey(operation))
            yield return new(Do, $"'{operation}' is none of {string.Join(", ", s_operations.Keys)}");
        if (operation == "failover" && !parameters.ContainsKey(To))
            yield return new(To, "a failover needs 'to: MEMBER', the one that is to lead");
        if (operation == "edit-config" && Patch(parameters.Get(Config, "null")) is null)
            yield return new(Config, "edit-config needs 'config', a JSON object such as '{\"ttl\": 40}'");
    }

    private static IDeed Deed(INode node, FaultRequest request) => Operation(request) switch
    {
        "switchover" => new SwitchoverDeed(node, Candidate(request), isFailover: false, request),
        "failover" => new SwitchoverDeed(node, Candidate(request), isFailover: true, request),
        "restart" => new RestartDeed(node, request),
        "reload" => new SimpleDeed(node, "/reload", "", request),
        "reinitialize" => new SimpleDeed(node, "/reinitialize", """{"force":true}""", request),
        "pause" => new ConfigDeed(node, new JsonObject { ["pause"] = true }, request),
        _ => new ConfigDeed(node, Patch(request.Get(Config, "null"))!, request),
    };

    /// <summary>Operations on the whole cluster are asked of one member.</summary>
    private static IEnumerable<INode> Asked(FaultRequest request) =>
        Operation(request) is "restart" or "reload" or "reinitialize" ? request.Targets : request.Targets.Take(1);

    private static string Operation(FaultRequest request) => request.Get(Do, "");

    private static INode? Candidate(FaultRequest request) => request.Groups.GetValueOrDefault(To) is [var first, ..] ? first : null;

    private static JsonObject? Patch(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

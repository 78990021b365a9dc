using System.Buffers.Text;
using System.Text.Json;
using ChaosHarness.Histories;

namespace ChaosHarness.Workloads.Clients.Http;

/// <summary>
/// What a whole HTTP answer means: the one place that decides. A write is Ok when acknowledged (2xx); Fail when the
/// application says that it was not applied, when the request was refused as such (4xx), or when HAProxy had no server
/// to give it to; and Info otherwise: the request was passed on and may have taken effect. A read has no effect, so an
/// answer that is an error is Fail for it.
/// </summary>
internal static class HttpOutcomes
{
    /// <summary>
    /// In HAProxy's own page for a request that it gave to no server. (Unless it was told to send requests again by
    /// <c>retry-on</c> with more than connection failures; then the first server may have got it.)
    /// </summary>
    private static ReadOnlySpan<byte> NoServer => "No server is available to handle this request"u8;

    public static Reply Of(in HttpResponse response, in Call call, NameCache names)
    {
        // The store's node acknowledged; where there is none, the web node is all that is known.
        var node = response.StoreNode.IsEmpty ? response.ServedBy : response.StoreNode;
        string? server = node.IsEmpty ? null : names.Get(node);
        return (call.Kind, response.Status) switch
        {
            (OperationKind.Probe, < 500) => Reply.Ok(server),
            (_, >= 200 and < 300) => Success(response.Body, call, server),
            (OperationKind.Read, 404) => Reply.Ok(server),
            _ => Error(response, call, server),
        };
    }

    private static Reply Success(ReadOnlySpan<byte> body, in Call call, string? server)
    {
        if (call.Kind is not (OperationKind.Read or OperationKind.Increment)) return Reply.Ok(server);
        var property = call is { Kind: OperationKind.Read, Set: DataSet.Documents } ? "id"u8 : "value"u8;
        if (TryFind(body, property, out long value)) return Reply.Ok(server, value);

        // An increment that is acknowledged is done, whatever else the answer says.
        return call.Kind == OperationKind.Read ? Reply.Fail(ErrorClasses.Malformed, server) : Reply.Ok(server);
    }

    private static Reply Error(in HttpResponse response, in Call call, string? server)
    {
        ReadProblem(response.Body, out string? applied, out string? reason);
        bool noServer = response.Status == 503 && response.Body.IndexOf(NoServer) >= 0;
        string error = $"http-{response.Status}" + (noServer ? ":no-server" : reason is null ? "" : $":{reason}");
        bool surelyNot = call.Kind is OperationKind.Read or OperationKind.Probe
            || noServer
            || applied == "no"
            || (applied is null && IsRefusal(response.Status));
        return surelyNot ? Reply.Fail(error, server) : Reply.Info(error, server);
    }

    /// <summary>Statuses that say that the request itself was turned down. 408 and 409 may come later than that.</summary>
    private static bool IsRefusal(int status) => status is >= 400 and < 500 and not (408 or 409 or 499);

    /// <summary>Finds a number, or a text that is one, on the top level of a JSON object.</summary>
    private static bool TryFind(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property, out long value)
    {
        value = Operation.Nothing;
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
                if (!reader.ValueTextEquals(property)) continue;
                return reader.Read() && reader.TokenType is JsonTokenType.Number or JsonTokenType.String
                    && Utf8Parser.TryParse(reader.ValueSpan, out value, out int used) && used == reader.ValueSpan.Length;
            }
        }
        catch (JsonException)
        {
            // Not what was promised.
        }

        return false;
    }

    /// <summary>Reads <c>applied</c> and <c>reason</c> of an application/problem+json body.</summary>
    private static void ReadProblem(ReadOnlySpan<byte> json, out string? applied, out string? reason)
    {
        applied = null;
        reason = null;
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
                bool isApplied = reader.ValueTextEquals("applied"u8);
                bool isReason = reader.ValueTextEquals("reason"u8);
                if (!reader.Read() || reader.TokenType != JsonTokenType.String) continue;
                if (isApplied) applied = reader.GetString();
                if (isReason) reason = reader.GetString();
            }
        }
        catch (JsonException)
        {
            // A page for people: nothing more to learn.
        }
    }
}

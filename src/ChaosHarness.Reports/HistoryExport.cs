using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChaosHarness.Histories;

namespace ChaosHarness.Reports;

/// <summary>
/// Writes a history as JSON lines in the manner of Jepsen: an <c>invoke</c> line when an operation starts, and an
/// <c>ok</c>, <c>fail</c> or <c>info</c> line when it ends, ordered by time (invocations before completions at equal
/// times, as equal times are concurrent). <c>time</c> is the machine's monotonic clock in nanoseconds, as in the
/// journal. An operation that was still open when its recorder stopped ends as <c>info</c> at the end of the history.
/// </summary>
public static class HistoryExport
{
    private const int FlushAt = 1 << 20;

    /// <summary>Writes the lines. Memory grows with the operations in flight at once, not with the history.</summary>
    public static void Write(History history, Stream output, CancellationToken ct)
    {
        ArrayBufferWriter<byte> buffer = new(FlushAt + 4096);
        long index = 0;
        foreach ((Operation operation, bool invocation, Instant at) in Ordered(history.Operations))
        {
            WriteLine(buffer, history, operation, invocation, at, index++);
            if (buffer.WrittenCount < FlushAt)
                continue;
            ct.ThrowIfCancellationRequested();
            output.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }

        output.Write(buffer.WrittenSpan);
        output.Flush();
    }

    private static IEnumerable<(Operation Operation, bool Invocation, Instant At)> Ordered(OperationList operations)
    {
        PriorityQueue<Operation, (Instant End, int Place)> inFlight = new();
        Instant last = new(long.MinValue);
        int place = 0;
        foreach (Operation operation in operations)
        {
            while (inFlight.TryPeek(out Operation ended, out var key) && key.End < operation.Start)
            {
                inFlight.Dequeue();
                yield return (ended, false, last = key.End);
            }

            inFlight.Enqueue(operation, (operation.End, place++));
            yield return (operation, true, last = operation.Start);
        }

        while (inFlight.TryDequeue(out Operation ended, out var key))
        {
            last = key.End == Instant.Never ? last : key.End;
            yield return (ended, false, last);
        }
    }

    private static void WriteLine(
        ArrayBufferWriter<byte> buffer, History history, in Operation operation, bool invocation, Instant at,
        long index)
    {
        using (Utf8JsonWriter json = new(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, index);
            json.WriteNumber("time"u8, at.Nanoseconds);
            json.WriteString("type"u8, invocation ? "invoke" : TypeOf(operation.Outcome));
            json.WriteNumber("process"u8, operation.Process);
            json.WriteString("f"u8, FunctionOf(operation.Kind));
            json.WritePropertyName("value"u8);
            WriteValue(json, operation, invocation);
            json.WriteNumber("key"u8, operation.Key);
            json.WriteString("class"u8, history.Name(operation.Class));
            if (!invocation)
                WriteEnd(json, history, operation);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
    }

    private static void WriteEnd(Utf8JsonWriter json, History history, in Operation operation)
    {
        if (operation.Outcome == Outcome.Open)
            json.WriteString("error"u8, "still-open");
        else if (operation.Error != 0)
            json.WriteString("error"u8, history.Name(operation.Error));
        if (operation.Server != 0)
            json.WriteString("server"u8, history.Name(operation.Server));
    }

    private static string TypeOf(Outcome outcome) => outcome switch
    {
        Outcome.Ok => "ok",
        Outcome.Fail => "fail",
        _ => "info",
    };

    private static string FunctionOf(OperationKind kind) => kind switch
    {
        OperationKind.Append => "append",
        OperationKind.Write => "write",
        OperationKind.Read => "read",
        OperationKind.Increment => "increment",
        OperationKind.CompareAndSet => "cas",
        _ => "probe",
    };

    /// <summary>The argument, or for an operation that ended Ok and has a result, that; [old, new] for a cas.</summary>
    private static void WriteValue(Utf8JsonWriter json, in Operation operation, bool invocation)
    {
        switch (operation.Kind)
        {
            case OperationKind.Append or OperationKind.Write:
                json.WriteNumberValue(operation.Value);
                break;
            case OperationKind.CompareAndSet:
                json.WriteStartArray();
                WriteNumber(json, operation.Result);
                WriteNumber(json, operation.Value);
                json.WriteEndArray();
                break;
            case OperationKind.Read or OperationKind.Increment
                when !invocation && operation.Outcome == Outcome.Ok:
                WriteNumber(json, operation.Result);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, long value)
    {
        if (value == Operation.Nothing)
            json.WriteNullValue();
        else
            json.WriteNumberValue(value);
    }
}

using System.Text;
using System.Text.Json;
using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>Labelled transactions: each anomaly by the name that Elle gives it.</summary>
public sealed class ElleAnomalyTests
{
    // Each transaction: process, start, end, steps; times are places of the call and the return among all events.
    [Theory]
    [InlineData("G0", "0 0 9 a:x:1 a:y:1; 1 1 8 a:x:2 a:y:2; 2 10 11 r:x:1,2 r:y:2,1")]
    [InlineData("G1a", "0 0 1! a:x:1; 1 2 3 r:x:1")]
    [InlineData("G1b", "0 0 9 a:x:1 a:x:2; 1 1 8 r:x:1; 2 10 11 r:x:1,2")]
    [InlineData("G1c", "0 0 9 a:x:1 r:y:1; 1 1 8 a:y:1 r:x:1")]
    [InlineData("G-single", "0 0 9 a:x:1 a:y:1; 1 1 8 r:x:1 r:y:; 2 10 11 r:x:1 r:y:1")]
    [InlineData("G2", "0 0 9 r:x: a:y:1; 1 1 8 r:y: a:x:1; 2 10 11 r:x:1 r:y:1")]
    [InlineData("G-nonadjacent", "0 0 9 r:x: a:z:1; 1 1 8 a:x:1 a:w:1; 2 2 7 r:w:1 r:y:; 3 3 6 a:y:1 r:z:; 4 10 11 r:x:1 r:y:1 r:z:1 r:w:1", "G2")]
    [InlineData("lost-update", "0 0 9 r:x: a:x:1; 1 1 8 r:x: a:x:2; 2 10 11 r:x:1,2")]
    [InlineData("dirty-update", "0 0 1! a:x:1; 1 2 3 a:x:2; 2 4 5 r:x:1,2")]
    [InlineData("duplicate", "0 0 1 a:x:1; 1 2 3 r:x:1,1")]
    [InlineData("incompatible-order", "0 0 9 a:x:1; 1 1 8 a:x:2; 2 10 11 r:x:1,2; 3 12 13 r:x:2,1")]
    [InlineData("internal", "0 0 1 a:x:1 r:x:")]
    [InlineData("phantom-read", "0 0 1 r:x:7")]
    [InlineData("G0-process", "0 0 1 a:x:1; 0 2 9 a:x:2; 2 10 11 r:x:2,1")]
    [InlineData("G0-realtime", "0 0 1 a:x:1; 1 2 9 a:x:2; 2 10 11 r:x:2,1")]
    [InlineData("G1c-process", "0 0 1 r:x:1; 0 2 3 a:x:1")]
    [InlineData("G1c-realtime", "0 0 1 r:x:1; 1 2 3 a:x:1")]
    [InlineData("G-single-process", "0 0 1 a:x:1; 0 2 3 r:x:; 1 4 5 r:x:1")]
    [InlineData("G-single-realtime", "0 0 1 a:x:1; 1 2 3 r:x:; 2 4 5 r:x:1")]
    [InlineData("G-nonadjacent-process", "0 0 1 a:y:1; 0 2 9 r:x:; 1 0 1 a:x:1; 1 2 9 r:y:; 2 10 11 r:x:1 r:y:1")]
    public void An_anomaly_has_its_name(string name, string transactions, string? other = null)
    {
        ConsistencyAnswer answer = Run(transactions, serializable: false);
        string[] names = [.. JsonDocument.Parse(answer.Json).RootElement.GetProperty("violations").EnumerateArray()
            .Select(v => v.GetProperty("anomaly").GetString()!)];
        Assert.True(names.Contains(name) || (other is not null && names.Contains(other)), string.Join(' ', names) + answer.Text);
        Assert.Equal(1, answer.ExitCode);
    }

    [Theory]
    [InlineData("0 0 1 a:x:1; 0 2 3 r:x:; 1 4 5 r:x:1")]
    [InlineData("0 0 1 a:x:1; 1 2 3 r:x:; 2 4 5 r:x:1")]
    [InlineData("0 0 1 a:x:1; 1 2 9 a:x:2; 2 10 11 r:x:2,1")]
    public void What_only_time_contradicts_is_serializable(string transactions) =>
        Assert.Equal(0, Run(transactions, serializable: true).ExitCode);

    [Fact]
    public void A_read_of_nil_found_an_empty_list()
    {
        const string History = """
            {:process 0 :type :invoke :f :txn :value [[:append :x 1]]}
            {:process 0 :type :ok :f :txn :value [[:append :x 1]]}
            {:process 1 :type :invoke :f :txn :value [[:r :x nil]]}
            {:process 1 :type :ok :f :txn :value [[:r :x nil]]}
            {:process 2 :type :invoke :f :txn :value [[:r :x nil]]}
            {:process 2 :type :ok :f :txn :value [[:r :x [1]]]}
            """;
        Assert.Equal(1, Ask(History, false).ExitCode);
        Assert.Equal(0, Ask(History, true).ExitCode);
    }

    private static ConsistencyAnswer Run(string transactions, bool serializable)
    {
        List<(int At, string Event)> events = [];
        foreach (string transaction in transactions.Split(';'))
        {
            string[] parts = transaction.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string steps = string.Join(' ', parts[3..].Select(Step));
            bool fails = parts[2].EndsWith('!');
            string value = $":process {parts[0]} :f :txn :value [{steps}]";
            events.Add((int.Parse(parts[1], null), $"{{:type :invoke {value}}}"));
            events.Add((int.Parse(parts[2].TrimEnd('!'), null), $"{{:type {(fails ? ":fail" : ":ok")} {value}}}"));
        }

        return Ask(string.Join('\n', events.OrderBy(e => e.At).Select(e => e.Event)), serializable);
    }

    private static string Step(string step)
    {
        string[] parts = step.Split(':');
        return parts[0] == "a" ? $"[:append :{parts[1]} {parts[2]}]" : $"[:r :{parts[1]} [{parts[2].Replace(',', ' ')}]]";
    }

    private static ConsistencyAnswer Ask(string edn, bool serializable) => ConsistencyCommand.Run(
        new() { Model = "list-append", Format = "jepsen-edn", Serializable = serializable },
        new MemoryStream(Encoding.UTF8.GetBytes(edn)), null, TimeProvider.System, TestContext.Current.CancellationToken);
}

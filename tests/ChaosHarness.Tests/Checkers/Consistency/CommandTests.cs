using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

public sealed class CommandTests
{
    private const string Stale = """
        {"index":0,"time":1000000,"type":"invoke","process":0,"f":"write","value":1,"key":3}
        {"index":1,"time":2000000,"type":"ok","process":0,"f":"write","value":1,"key":3}
        {"index":2,"time":3000000,"type":"invoke","process":0,"f":"write","value":2,"key":3}
        {"index":3,"time":4000000,"type":"ok","process":0,"f":"write","value":2,"key":3}
        {"index":4,"time":5000000,"type":"invoke","process":1,"f":"read","value":null,"key":3}
        {"index":5,"time":6000000,"type":"ok","process":1,"f":"read","value":1,"key":3}
        """;

    [Fact]
    public void A_stale_read_fails_with_code_1_and_is_told_in_two_sentences()
    {
        ConsistencyAnswer answer = Run(new() { Model = "register", Format = "jepsen-json" }, Stale);
        Assert.Equal(1, answer.ExitCode);
        JsonElement json = JsonDocument.Parse(answer.Json).RootElement;
        Assert.Equal("fail", json.GetProperty("verdict").GetString());
        Assert.True(json.GetProperty("parse_ms").GetDouble() >= 0 && json.GetProperty("check_ms").GetDouble() >= 0);
        JsonElement violation = json.GetProperty("violations")[0];
        Assert.Equal("lost-write", violation.GetProperty("anomaly").GetString());
        Assert.True(violation.GetProperty("confirmed").GetBoolean());
        Assert.Equal(3, violation.GetProperty("operations").GetArrayLength());
        Assert.Equal(
            "Client 0's write 2 of key 3 was acknowledged, yet client 1's read 1 does not show it, nor does any other read. "
            + "Write 2 had ended at 3 ms, 1 ms before read 1 began at 4 ms.",
            violation.GetProperty("text").GetString());
    }

    [Fact]
    public void The_page_of_a_violation_is_well_formed_and_needs_nothing_else()
    {
        ConsistencyAnswer answer = Run(new() { Model = "register", Format = "jepsen-json" }, Stale);
        string svg = answer.Html[answer.Html.IndexOf("<svg", StringComparison.Ordinal)..];
        svg = svg[..(svg.IndexOf("</svg>", StringComparison.Ordinal) + 6)];
        XElement picture = XElement.Parse(svg);
        Assert.Equal(3, picture.Descendants().Count(e => e.Name.LocalName == "rect"));
        Assert.Equal(2, picture.Descendants().Count(e => e.Name.LocalName == "circle"));
        Assert.DoesNotContain("src=", answer.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_good_history_passes_with_code_0_and_a_certificate()
    {
        string good = Stale.Replace("\"value\":1,\"key\":3}", "\"value\":2,\"key\":3}", StringComparison.Ordinal)
            .Replace("\"f\":\"write\",\"value\":2,\"key\":3}\n{\"index\":1", "\"f\":\"write\",\"value\":1,\"key\":3}\n{\"index\":1", StringComparison.Ordinal);
        good = good.Replace("\"index\":0,\"time\":1000000,\"type\":\"invoke\",\"process\":0,\"f\":\"write\",\"value\":2", "\"index\":0,\"time\":1000000,\"type\":\"invoke\",\"process\":0,\"f\":\"write\",\"value\":1", StringComparison.Ordinal);
        ConsistencyAnswer answer = Run(new() { Model = "register", Format = "jepsen-json" }, good);
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(1, JsonDocument.Parse(answer.Json).RootElement.GetProperty("certified").GetInt32());
        Assert.DoesNotContain("<svg", answer.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registre", "jepsen-json", null, "there is no model 'registre'")]
    [InlineData("register", "xml", null, "there is no format 'xml'")]
    [InlineData("register", "jepsen-json", "maybe", "--fail-means is no-effect or value-differed")]
    public void Wrong_options_give_code_4_and_say_what_there_is(string model, string format, string? fail, string says)
    {
        ConsistencyAnswer answer = Run(new() { Model = model, Format = format, FailMeans = fail }, "");
        Assert.Equal(4, answer.ExitCode);
        Assert.Contains(says, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jepsen-json", "{\"type\":\"invoke\"")]
    [InlineData("jepsen-edn", "[{:type :invoke, :f :read")]
    [InlineData("jepsen-edn", "{:process 1, :type :invoke, :f :fly, :value nil}")]
    [InlineData("chaos", "not ours")]
    public void An_unreadable_history_gives_code_4(string format, string content) =>
        Assert.Equal(4, Run(new() { Model = "register", Format = format }, content).ExitCode);

    [Theory]
    [InlineData("set", 1, "[{:process 0 :type :invoke :f :add :value 1} {:process 0 :type :ok :f :add :value 1} {:process 0 :type :invoke :f :read :value nil} {:process 0 :type :ok :f :read :value #{}}]")]
    [InlineData("set", 0, "{:process 0 :type :invoke :f :add :value 1}\n{:process 0 :type :ok :f :add :value 1}\n{:process 0 :type :invoke :f :read}\n{:process 0 :type :ok :f :read :value #{1}}")]
    [InlineData("list", 1, "[{:process 0 :type :invoke :f :append :value 1} {:process 0 :type :ok :f :append :value 1} {:process 1 :type :invoke :f :read} {:process 1 :type :ok :f :read :value [2 1]}]")]
    [InlineData("counter", 1, "[{:process 0 :type :invoke :f :add :value 1} {:process 0 :type :ok :f :add :value 1} {:process 1 :type :invoke :f :read} {:process 1 :type :ok :f :read :value 5}]")]
    [InlineData("mutex", 1, "[{:process 0 :type :invoke :f :acquire} {:process 0 :type :ok :f :acquire} {:process 1 :type :invoke :f :acquire} {:process 1 :type :ok :f :acquire}]")]
    [InlineData("mutex", 0, "[{:process 0 :type :invoke :f :acquire} {:process 0 :type :ok :f :acquire} {:process 1 :type :invoke :f :acquire} {:process 0 :type :invoke :f :release} {:process 0 :type :ok :f :release} {:process 1 :type :ok :f :acquire}]")]
    [InlineData("lock", 1, "[{:process 0 :type :invoke :f :acquire} {:process 0 :type :ok :f :acquire :value 5} {:process 1 :type :invoke :f :acquire} {:process 1 :type :ok :f :acquire :value 4}]")]
    [InlineData("queue", 1, "[{:process 0 :type :invoke :f :enqueue :value 1} {:process 0 :type :ok :f :enqueue :value 1} {:process 0 :type :invoke :f :enqueue :value 2} {:process 0 :type :ok :f :enqueue :value 2} {:process 0 :type :invoke :f :dequeue} {:process 0 :type :ok :f :dequeue :value 2}]")]
    [InlineData("queue", 0, "[{:process 0 :type :invoke :f :enqueue :value 1} {:process 0 :type :ok :f :enqueue :value 1} {:process 0 :type :invoke :f :drain} {:process 0 :type :ok :f :drain :value [1]}]")]
    [InlineData("unique-ids", 1, "[{:process 0 :type :invoke :f :generate} {:process 0 :type :ok :f :generate :value 1} {:process 1 :type :invoke :f :generate} {:process 1 :type :ok :f :generate :value 1}]")]
    [InlineData("bank", 1, "[{:process 0 :type :invoke :f :read} {:process 0 :type :ok :f :read :value {0 5, 1 5}} {:process 0 :type :invoke :f :read} {:process 0 :type :ok :f :read :value {0 5, 1 6}}]")]
    [InlineData("bank", 1, "[{:process 0 :type :invoke :f :read} {:process 0 :type :ok :f :read :value {0 15, 1 -5}}]")]
    [InlineData("multi-register", 1, "[{:process 0 :type :invoke :f :txn :value [[:write :x 1] [:write :y 1]]} {:process 0 :type :ok :f :txn :value [[:write :x 1] [:write :y 1]]} {:process 0 :type :invoke :f :txn :value [[:read :x nil] [:read :y nil]]} {:process 0 :type :ok :f :txn :value [[:read :x 1] [:read :y 0]]}]")]
    [InlineData("list-append", 1, "[{:process 0 :type :invoke :f :txn :value [[:append 1 1] [:r 2 nil]]} {:process 1 :type :invoke :f :txn :value [[:append 2 1] [:r 1 nil]]} {:process 0 :type :ok :f :txn :value [[:append 1 1] [:r 2 []]]} {:process 1 :type :ok :f :txn :value [[:append 2 1] [:r 1 []]]}]")]
    [InlineData("cas-register", 1, "[{:process 0 :type :invoke :f :write :value [5 1]} {:process 0 :type :ok :f :write :value [5 1]} {:process 0 :type :invoke :f :read :value [5 nil]} {:process 0 :type :ok :f :read :value [5 nil]}]")]
    public void Each_model_reads_edn_and_judges_it(string model, int exitCode, string edn) =>
        Assert.Equal(exitCode, Run(new() { Model = model, Format = "jepsen-edn" }, edn).ExitCode);

    [Theory]
    [InlineData(5, 1, "fail")]
    [InlineData(2, 2, "unknown")]
    public void An_interrupted_check_tells_what_is_known(int firstKey, int exitCode, string verdict)
    {
        // The second key takes for ever: the sums of its additions all differ, and the read is none of them.
        StringBuilder edn = new();
        edn.Append("{:process 90 :type :invoke :f :add :value 2 :key 1}\n{:process 90 :type :ok :f :add :value 2 :key 1}\n");
        edn.Append(CultureInfo.InvariantCulture, $"{{:process 90 :type :invoke :f :read :key 1}}\n{{:process 90 :type :ok :f :read :value {firstKey} :key 1}}\n");
        for (int i = 1; i < 45; i++)
            edn.Append(CultureInfo.InvariantCulture, $"{{:process {i} :type :invoke :f :add :value {1L << i} :key 2}}\n");
        edn.Append("{:process 91 :type :invoke :f :read :key 2}\n{:process 91 :type :ok :f :read :value 5555555555555 :key 2}\n");

        using CancellationTokenSource user = new();
        List<string> told = [];
        ConsistencyRequest request = new()
        {
            Model = "counter", Format = "jepsen-edn", Status = now =>
            {
                told.Add(now);
                user.Cancel();
            },
        };
        using MemoryStream content = new(Encoding.UTF8.GetBytes(edn.ToString()));
        ConsistencyAnswer answer = ConsistencyCommand.Run(request, content, null, TimeProvider.System, user.Token);
        Assert.Equal(exitCode, answer.ExitCode);
        Assert.Equal("checking, 1 of 2 keys decided", told[0]);
        JsonElement json = JsonDocument.Parse(answer.Json).RootElement;
        Assert.Equal(verdict, json.GetProperty("verdict").GetString());
        Assert.Equal("Key 2: The check was interrupted.", json.GetProperty("undecided")[0].GetString());
        Assert.Equal(exitCode == 1 ? 1 : 0, json.GetProperty("violation_count").GetInt32());
    }

    [Theory]
    [InlineData("counter", "[{:process 0 :type :invoke :f :add :value \"much\"}]", "what is added is a whole number, and not 'much'")]
    [InlineData("counter", "[{:process 0 :type :invoke :f :read} {:process 0 :type :ok :f :read :value \"much\"}]", "a counter is a whole number")]
    [InlineData("set", "[{:process 0 :type :invoke :f :read} {:process 0 :type :ok :f :read :value 7}]", "a read returns all elements, and not '7'")]
    [InlineData("bank", "[{:process 0 :type :invoke :f :transfer :value {:from 1}}]", "a transfer needs an amount")]
    [InlineData("list-append", "[{:process 0 :type :invoke :f :txn :value [[:append 1]]}]", "a transaction's step has function, key and value")]
    [InlineData("register", "[{:process 0 :type :invoke :f :read :value}]", "a map has keys and values in turn")]
    [InlineData("register", "[17]", "an operation map was expected")]
    public void A_value_that_the_model_has_no_use_for_is_a_mistake(string model, string edn, string says)
    {
        ConsistencyAnswer answer = Run(new() { Model = model, Format = "jepsen-edn", FileName = "h.edn" }, edn);
        Assert.Equal(4, answer.ExitCode);
        Assert.StartsWith("h.edn:1: " + says, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Forms_that_are_nested_without_end_are_a_mistake_and_no_crash() => Assert.Contains(
        "nested more than", Run(new() { Model = "register", Format = "jepsen-edn" }, "{:value " + new string('[', 1_000_000)).Text,
        StringComparison.Ordinal);

    [Fact]
    public void A_history_of_nemesis_events_alone_is_linearizable_and_an_empty_one_is_none()
    {
        ConsistencyRequest request = new() { Model = "register", Format = "jepsen-edn" };
        Assert.Equal(0, Run(request, "[{:process :nemesis, :type :info, :f :kill, :value nil}]").ExitCode);
        Assert.Equal(4, Run(request, "[]").ExitCode);
    }

    private static ConsistencyAnswer Run(ConsistencyRequest request, string content) => ConsistencyCommand.Run(
        request, new MemoryStream(Encoding.UTF8.GetBytes(content)), null, TimeProvider.System,
        TestContext.Current.CancellationToken);
}

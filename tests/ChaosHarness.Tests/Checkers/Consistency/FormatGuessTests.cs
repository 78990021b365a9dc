using System.Text;
using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Histories;

namespace ChaosHarness.Tests.Checkers.Consistency;

public sealed class FormatGuessTests
{
    [Theory]
    [InlineData("{\"type\":\"invoke\"", "x.edn", "jepsen-json")]
    [InlineData("\uFEFF [\n  { \"type\": \"invoke\"", "", "jepsen-json")]
    [InlineData("{:process 0, :type :invoke, :f :read", "", "jepsen-edn")]
    [InlineData("; recorded by hand\n[{:process 0, :f :write", "x.json", "jepsen-edn")]
    [InlineData("({:process 0, :f :write", "", "jepsen-edn")]
    [InlineData("{:process 0, :type :invoke, :f :append, :value 1}\n{:process 1, :f :get", "", "kv")]
    [InlineData("INFO  jepsen.util - 0\t:invoke\t:read\tnil", "", "etcd-log")]
    [InlineData("", "history.edn", "jepsen-edn")]
    [InlineData("what is this", "history.jsonl", "jepsen-json")]
    [InlineData("what is this {:f :read", "history.txt", null)]
    [InlineData("", "", null)]
    public void Content_tells_and_otherwise_the_name(string head, string name, string? format) =>
        Assert.Equal(format, FormatGuess.Of(Encoding.UTF8.GetBytes(head), name));

    [Fact]
    public void Our_own_header_tells()
    {
        byte[] head = new byte[HistoryFormat.HeaderSize];
        HistoryFormat.WriteHeader(head);
        Assert.Equal("chaos", FormatGuess.Of(head, "x.json"));
    }

    [Fact]
    public void Every_format_and_model_that_is_named_is_there()
    {
        Assert.Equal(Enum.GetValues<HistoryFileFormat>(), ConsistencyNames.AllFormats.Select(f => f.Value).Order());
        Assert.Equal(Enum.GetValues<ConsistencyModel>(), ConsistencyNames.AllModels.Select(m => m.Value).Order());
    }
}

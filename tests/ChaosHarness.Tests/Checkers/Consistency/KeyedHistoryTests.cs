using System.Text;
using System.Text.Json;
using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>Jepsen's independent tests write pairs of key and value; other histories only look as if they did.</summary>
public sealed class KeyedHistoryTests
{
    private const string TwoAdds = """
        {:process 0 :type :invoke :f :add :value [0 1]} {:process 0 :type :ok :f :add :value [0 1]}
        {:process 0 :type :invoke :f :add :value [0 2]} {:process 0 :type :ok :f :add :value [0 2]}
        """;

    // The shape of the set_full history that elle-cli comes with (checked there as it stands, without keys): elements
    // are pairs, the read is called with a pair, and what it returns is all plain numbers. Nobody added those.
    [Theory]
    [InlineData("[1 2 3]")]
    [InlineData("[1 2]")]
    [InlineData("#{1}")]
    [InlineData("[]")]
    public void A_read_that_returns_no_pair_shows_that_there_are_no_keys(string returned)
    {
        ConsistencyAnswer answer = Run("set", $"{TwoAdds} {Read("[0 nil]", returned)}");
        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(returned == "[]" ? "lost-write" : "phantom-read", Anomaly(answer));
    }

    [Theory]
    [InlineData("[[0 1] [0 2]]", 0)]
    [InlineData("[[0 1]]", 1)]
    public void Elements_that_are_pairs_may_be_read_as_pairs(string returned, int exitCode) =>
        Assert.Equal(exitCode, Run("set", $"{TwoAdds} {Read("nil", returned)}").ExitCode);

    [Theory]
    [InlineData("[0 [1 2]]", 0)]
    [InlineData("[0 #{2 1}]", 0)]
    [InlineData("[0 [1]]", 1)]
    [InlineData("[0 nil]", 1)]
    public void A_read_that_returns_a_pair_of_key_and_elements_is_keyed(string returned, int exitCode)
    {
        ConsistencyAnswer answer = Run("set", $"{TwoAdds} {Read("[0 nil]", returned)} {Read("[7 nil]", "[7 []]")}");
        Assert.Equal(exitCode, answer.ExitCode);
        Assert.Equal(2, JsonDocument.Parse(answer.Json).RootElement.GetProperty("keys").GetInt32());
    }

    [Fact]
    public void Keys_are_taken_for_granted_when_no_read_ever_returns() => Assert.Equal(0, Run(
        "register",
        "{:process 0 :type :invoke :f :write :value [5 1]} {:process 0 :type :info :f :write :value [5 1]} "
        + "{:process 1 :type :invoke :f :read :value [5 nil]} {:process 1 :type :fail :f :read :value [5 nil]}").ExitCode);

    private static string Read(string called, string returned) =>
        $"{{:process 1 :type :invoke :f :read :value {called}}} {{:process 1 :type :ok :f :read :value {returned}}}";

    private static string? Anomaly(ConsistencyAnswer answer) => JsonDocument.Parse(answer.Json).RootElement
        .GetProperty("violations")[0].GetProperty("anomaly").GetString();

    private static ConsistencyAnswer Run(string model, string edn) => ConsistencyCommand.Run(
        new() { Model = model, Format = "jepsen-edn" }, new MemoryStream(Encoding.UTF8.GetBytes(edn)), null,
        TimeProvider.System, TestContext.Current.CancellationToken);
}

using System.Text.Json.Nodes;
using ChaosHarness.Faults.Patroni;

namespace ChaosHarness.Tests.Faults;

public sealed class JsonPatchTests
{
    private const string Now = """{"ttl":30,"postgresql":{"parameters":{"work_mem":"4MB","max_connections":100},"use_slots":true}}""";

    [Theory]
    [InlineData("""{"ttl":40}""", """{"ttl":30}""")]
    [InlineData("""{"pause":true}""", """{"pause":null}""")]
    [InlineData("""{"ttl":null}""", """{"ttl":30}""")]
    [InlineData(
        """{"postgresql":{"parameters":{"work_mem":"8MB","fsync":"off"}}}""",
        """{"postgresql":{"parameters":{"work_mem":"4MB","fsync":null}}}""")]
    [InlineData("""{"standby_cluster":{"host":"x"}}""", """{"standby_cluster":null}""")]
    public void What_a_patch_changed_is_given_its_old_value_again(string patch, string expected) => Assert.Equal(
        expected, JsonPatch.Reverse(JsonNode.Parse(patch)!.AsObject(), JsonNode.Parse(Now)).ToJsonString());

    [Theory]
    [InlineData("""{"ttl":30}""", true)]
    [InlineData("""{"ttl":31}""", false)]
    [InlineData("""{"pause":null}""", true)]
    [InlineData("""{"pause":true}""", false)]
    [InlineData("""{"postgresql":{"parameters":{"work_mem":"4MB"}}}""", true)]
    [InlineData("""{"postgresql":{"parameters":{"work_mem":null}}}""", false)]
    public void A_patch_is_applied_when_every_value_of_it_is_there(string patch, bool expected) =>
        Assert.Equal(expected, JsonPatch.IsApplied(JsonNode.Parse(patch)!.AsObject(), JsonNode.Parse(Now)));
}

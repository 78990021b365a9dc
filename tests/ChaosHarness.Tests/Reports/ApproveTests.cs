using ChaosHarness.Tests.Kit;

namespace ChaosHarness.Tests.Reports;

/// <summary>The helper that the approvals here stand on.</summary>
public sealed class ApproveTests
{
    [Fact]
    public void Takes_the_text_that_was_approved()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["Some.Test.verified.txt"], "a\r\nb");
        Approve.Text("a\nb", "txt", folder["Some.cs"], "Test");
        Assert.False(File.Exists(folder["Some.Test.received.txt"]));
    }

    [Fact]
    public void Fails_on_another_text_and_leaves_it_beside_the_approved_one()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["Some.Test.verified.txt"], "a\nb");
        Exception exception = Assert.ThrowsAny<Exception>(() => Approve.Text("a\nc", "txt", folder["Some.cs"], "Test"));
        Assert.Contains("differs in line 2", exception.Message, StringComparison.Ordinal);
        Assert.Equal("a\nc", File.ReadAllText(folder["Some.Test.received.txt"]));
    }

    [Fact]
    public void Fails_on_a_text_that_nobody_has_approved_yet()
    {
        using TemporaryFolder folder = new();
        Assert.ThrowsAny<Exception>(() => Approve.Text("a", "txt", folder["Some.cs"], "Test"));
    }
}

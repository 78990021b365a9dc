using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers;
using ChaosHarness.Watching;

namespace ChaosHarness.Tests.Watchers;

public sealed class WatcherFactoriesTests
{
    [Fact]
    public void Every_watcher_has_a_name_a_help_and_documented_settings()
    {
        Assert.All(WatcherFactories.All, factory =>
        {
            Assert.Matches("^[a-z]+(-[a-z]+)*$", factory.Kind);
            Assert.EndsWith(".", factory.Help, StringComparison.Ordinal);
            Assert.All(factory.Settings, s => Assert.EndsWith(".", s.Value, StringComparison.Ordinal));
        });
        Assert.Equal(WatcherFactories.All.Count, WatcherFactories.All.Select(f => f.Kind).Distinct().Count());
    }

    [Theory]
    [InlineData("port", "many", "redis-role", "which is not a whole number")]
    [InlineData("timeout", "soon", "http-ready", "which is not a duration")]
    public void A_wrong_setting_is_refused_with_its_name(string name, string value, string kind, string expected)
    {
        LabException wrong = Assert.Throws<LabException>(
            () => Create(kind, new Dictionary<string, string> { [name] = value }));

        Assert.Contains($"'{name}: {value}', {expected}", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sentinel", "master")]
    [InlineData("command", "command")]
    [InlineData("file-lock", "file")]
    public void A_setting_that_is_needed_is_asked_for(string kind, string name)
    {
        LabException missing = Assert.Throws<LabException>(() => Create(kind, new Dictionary<string, string>()));

        Assert.Contains($"needs the setting '{name}'", missing.Message, StringComparison.Ordinal);
    }

    private static IWatcher Create(string kind, Dictionary<string, string> settings)
    {
        WatchSpec spec = new("w", kind, [], TimeSpan.FromMilliseconds(50), settings);
        return WatcherFactories.All.Single(f => f.Kind == kind).Create(spec, new EmptyLab(), TimeProvider.System);
    }

    private sealed class EmptyLab : ILab
    {
        public string Id => "empty";

        public IReadOnlyList<INode> Nodes => [];

        public INetwork Network => throw new NotSupportedException();

        public Task CollectLogsAsync(string folder, CancellationToken ct) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

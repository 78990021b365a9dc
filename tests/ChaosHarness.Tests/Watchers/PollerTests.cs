using System.Net.Sockets;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Tests.Watchers;

public sealed class PollerTests : IAsyncDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(250);

    private readonly ManualClock _clock = new();
    private readonly StandingNode _node = StandingNode.At("redis1", "10.77.0.1");
    private readonly Queue<ScriptedProbe> _probes = new();
    private readonly Poller _poller;
    private int _opened;

    public PollerTests()
    {
        WatchSpec spec = new(
            "roles", "redis-role", ["redis1"], TimeSpan.FromMilliseconds(50), new Dictionary<string, string>());
        _poller = new Poller(spec, _node, Open, s_timeout, _clock);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _poller.DisposeAsync();

    [Fact]
    public async Task Brackets_an_answer_between_question_and_reply()
    {
        ScriptedProbe probe = Next();
        Instant before = Instant.Now(_clock);

        Task<IReadOnlyList<Observation>> look = _poller.LookAsync(Ct);
        _clock.Advance(TimeSpan.FromMilliseconds(3));
        probe.Answer("primary");
        Observation seen = Assert.Single(await look);

        Assert.Equal(("roles", "redis1", "redis1", "primary"), (seen.Watch, seen.Node, seen.Subject, seen.Value));
        Assert.Equal((before, before + TimeSpan.FromMilliseconds(3)), (seen.Asked, seen.At));
    }

    [Fact]
    public async Task Keeps_one_question_open_while_the_server_is_silent_and_asks_anew_when_it_answers()
    {
        ScriptedProbe probe = Next();

        Assert.Equal("silent", (await LookForAsync(s_timeout)).Value);
        Assert.Equal("silent", (await LookForAsync(s_timeout)).Value);
        Assert.Equal(1, probe.Asked);

        // The late answer tells of an unknown moment: a second question is put over the same connection.
        probe.Answer("primary");
        Task<IReadOnlyList<Observation>> look = _poller.LookAsync(Ct);
        probe.Answer("replica");

        Assert.Equal("replica", Assert.Single(await look).Value);
        Assert.Equal((2, 1), (probe.Asked, _opened));
    }

    [Fact]
    public async Task Gives_up_an_open_question_in_the_end_and_connects_again()
    {
        ScriptedProbe first = Next();
        await LookForAsync(s_timeout);
        ScriptedProbe second = Next();
        Task<IReadOnlyList<Observation>> look = _poller.LookAsync(Ct);
        _clock.Advance(TimeSpan.FromSeconds(6));
        second.Answer("replica");

        Assert.Equal("replica", Assert.Single(await look).Value);
        Assert.True(first.Disposed);
    }

    [Fact]
    public async Task Connects_again_at_once_when_a_connection_broke()
    {
        Next().Fail(new IOException("reset"));
        Next().Answer("replica");

        Assert.Equal("replica", Assert.Single(await _poller.LookAsync(Ct)).Value);
        Assert.Equal(2, _opened);
    }

    [Fact]
    public async Task Tells_refused_late_and_failed_apart()
    {
        Next().Fail(new SocketException((int)SocketError.ConnectionRefused));
        Assert.Equal("down", Assert.Single(await _poller.LookAsync(Ct)).Value);
        Next().Fail(new LabException("the node is off"));
        Assert.Equal("down", Assert.Single(await _poller.LookAsync(Ct)).Value);
        Next().Fail(new TimeoutException());
        Assert.Equal("silent", Assert.Single(await _poller.LookAsync(Ct)).Value);
        Next().Fail(new FormatException("no table"));
        Observation failed = Assert.Single(await _poller.LookAsync(Ct));
        Assert.Equal(("error", "no table"), (failed.Value, failed.Data["why"]));
    }

    [Fact]
    public async Task Does_not_take_a_node_that_it_may_not_look_at_for_one_without_a_role()
    {
        Next().Fail(new UnauthorizedAccessException("closed to this user"));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => _poller.LookAsync(Ct));
        Next().Answer("replica");
        Assert.Equal("replica", Assert.Single(await _poller.LookAsync(Ct)).Value);
    }

    [Fact]
    public async Task Asks_nothing_of_a_node_that_is_off()
    {
        _node.State = NodeState.Down;

        Assert.Equal("down", Assert.Single(await _poller.LookAsync(Ct)).Value);
        Assert.Equal(0, _opened);
    }

    [Fact]
    public async Task Reports_every_subject_it_knew_when_the_server_ends()
    {
        Dictionary<string, string> nothing = [];
        Next().AnswerWith([new Answer("web/web1", "UP", nothing), new Answer("web/web2", "DOWN", nothing)]);
        await _poller.LookAsync(Ct);
        _node.State = NodeState.Down;

        IReadOnlyList<Observation> seen = await _poller.LookAsync(Ct);

        Assert.Equal([("web/web1", "down"), ("web/web2", "down")], seen.Select(o => (o.Subject, o.Value)));
    }

    private async Task<Observation> LookForAsync(TimeSpan time)
    {
        Task<IReadOnlyList<Observation>> look = _poller.LookAsync(Ct);
        _clock.Advance(time);
        return Assert.Single(await look);
    }

    private ScriptedProbe Next()
    {
        ScriptedProbe probe = new();
        _probes.Enqueue(probe);
        return probe;
    }

    private ScriptedProbe Open()
    {
        _opened++;
        return _probes.Dequeue();
    }

    /// <summary>Answers as told, before or after it is asked.</summary>
    private sealed class ScriptedProbe : IProbe
    {
        private readonly Queue<TaskCompletionSource<IReadOnlyList<Answer>>> _told = new();
        private readonly Queue<TaskCompletionSource<IReadOnlyList<Answer>>> _asked = new();

        public int Asked { get; private set; }

        public bool Disposed { get; private set; }

        public void Answer(string value) => AnswerWith([new Answer("redis1", value, new Dictionary<string, string>())]);

        public void AnswerWith(IReadOnlyList<Answer> answers) => Tell().SetResult(answers);

        public void Fail(Exception failure) => Tell().SetException(failure);

        public Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
        {
            Asked++;
            if (_told.TryDequeue(out TaskCompletionSource<IReadOnlyList<Answer>>? told))
                return told.Task;
            TaskCompletionSource<IReadOnlyList<Answer>> question = new();
            _asked.Enqueue(question);
            return question.Task;
        }

        public ValueTask DisposeAsync()
        {
            Disposed = true;
            return ValueTask.CompletedTask;
        }

        private TaskCompletionSource<IReadOnlyList<Answer>> Tell()
        {
            if (_asked.TryDequeue(out TaskCompletionSource<IReadOnlyList<Answer>>? question))
                return question;
            TaskCompletionSource<IReadOnlyList<Answer>> told = new();
            _told.Enqueue(told);
            return told;
        }
    }
}

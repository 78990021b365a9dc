using ChaosHarness.Checking;
using ChaosHarness.Faults;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;
using ChaosHarness.Workloads;

namespace ChaosHarness.Tests.Core;

/// <summary>
/// A run without a system under test, for the order in which the runner does things: its lab, its fault and its record
/// do nothing but remember, and misbehave when told to. What happens to real systems is tested in the lab tests.
/// </summary>
internal sealed class Rig : ILabFactory, ILoadGenerator, ILoad, IInjector, IInjection, IRunRecord, IRunProgress, ITargets
{
    private readonly List<string> _done = [];

    public IReadOnlyList<string> Done => _done;

    public List<JournalEvent> Journal { get; } = [];

    public bool FaultHasEffect { get; init; } = true;

    public bool InjectorFails { get; init; }

    public Func<JournalEvent, bool> JournalFailsOn { get; init; } = _ => false;

    public bool ReportFails { get; init; }

    public bool EvidenceFails { get; init; }

    public string? LabLeaves { get; init; }

    public Action OnInjected { get; init; } = () => { };

    public Func<RunEvidence, Assessment> Judge { get; init; } =
        _ => new(Verdict.Pass, VerdictClass.Passed, [], "test");

    public Task<RunResult> RunAsync(CancellationToken ct) => new Runner(Parts(), this).RunAsync(
        Scenario(), new("test", default, default, new Dictionary<string, string>(), new Dictionary<string, string>()), ct);

    private RunParts Parts() => new()
    {
        Labs = this, Injectors = new Dictionary<string, IInjector> { ["break"] = this },
        Watchers = new Dictionary<string, IWatcherFactory>(), Targets = (_, _, _, _) => this,
        Configuration = new Dictionary<string, IConfigurationReader>(), Data = new Dictionary<string, IDataReader>(),
        Load = this, Preflight = (_, _) => ["preflight warning: bad-rule"], Judge = Judge, Clock = TimeProvider.System, Progress = this,
    };

    private static Scenario Scenario() => new()
    {
        Title = "test", Path = "test.yaml", Files = [], Loads = [], Seed = 1, Expect = new(), Margin = TimeSpan.Zero,
        Steps =
        [
            new FaultStep(1, TimeSpan.Zero, "break", "break", null, new Dictionary<string, ParameterValue>(), null),
            new RecoverStep(2, TimeSpan.Zero, TimeSpan.FromSeconds(1)),
        ],
        Stack = new()
        {
            Name = "test", Title = "", Parameters = new Dictionary<string, string>(), Nodes = [], Watches = [], Steady = [],
            Roles = new Dictionary<string, RoleSpec>(), EntryPoints = new Dictionary<string, EntryPoint>(),
            Table = new("", new Dictionary<string, Formula>(), new Dictionary<string, TableRow>()),
        },
    };

    private sealed class EmptyLab(Rig rig) : ILab
    {
        public string Id => "test";

        public IReadOnlyList<INode> Nodes => [];

        public INetwork Network => throw new InvalidOperationException("nothing here uses the network");

        public Task CollectLogsAsync(string folder, CancellationToken ct) => rig.Remember("logs");

        public ValueTask DisposeAsync()
        {
            rig._done.Add("lab down");
            return rig.LabLeaves is null ? ValueTask.CompletedTask : throw new LeftoversException(rig.LabLeaves);
        }
    }

    private Task Remember(string what)
    {
        _done.Add(what);
        return Task.CompletedTask;
    }

    public Task<ILab> CreateAsync(Stack stack, LabOptions options, IJournal journal, CancellationToken ct)
    {
        _done.Add("lab up");
        return Task.FromResult<ILab>(new EmptyLab(this));
    }

    public Task<ILoad> PrepareAsync(IReadOnlyList<LoadSpec> loads, ILab lab, int seed, string nodeFolder, CancellationToken ct) =>
        Task.FromResult<ILoad>(this);

    public Task BeginAsync(CancellationToken ct) => Remember("load");

    public IReadOnlyDictionary<string, string> Workloads => new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Models => new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Clients => new Dictionary<string, string>();

    public IReadOnlyDictionary<string, LoadStatus> Status => new Dictionary<string, LoadStatus>();

    public Task StopAsync(CancellationToken ct) => Remember("load stopped");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public FaultKind Kind => new("break", "breaks", false, false, "mends", []);

    public string? Unavailable(ILab lab, FaultRequest request) => null;

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) => [new("n1", "break it", "mend it")];

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        if (InjectorFails)
            throw new LabException("it would not break");
        _done.Add("broken");
        OnInjected();
        return Task.FromResult<IInjection>(this);
    }

    public Task<Proof> ProveEffectAsync(CancellationToken ct) =>
        Task.FromResult(new Proof(FaultHasEffect, "looked", Instant.Now(TimeProvider.System)));

    public Task HealAsync(CancellationToken ct) => Remember("healed");

    public Task<Proof> ProveHealedAsync(CancellationToken ct) =>
        Task.FromResult(new Proof(true, "looked", Instant.Now(TimeProvider.System)));

    public Task<IReadOnlyList<INode>> ResolveAsync(Selector selector, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<INode>>([]);

    public string Folder => "/nowhere";

    public string HistoryFolder => "/nowhere/history";

    public string LogFolder => "/nowhere/logs";

    public void Begin(Scenario scenario, RunInfo info) => _done.Add("begin");

    public void Write(JournalEvent entry)
    {
        if (JournalFailsOn(entry))
            throw new IOException("no space left on device");
        lock (Journal)
            Journal.Add(entry);
    }

    public void Save(IReadOnlyList<FinalRead> reads) => _done.Add("reads saved");

    public RunEvidence Read(Scenario scenario) =>
        EvidenceFails ? throw new InvalidDataException("damaged") : new(scenario, Journal, new History([], [""]), []);

    public void Finish(Scenario scenario, RunEvidence evidence, Assessment assessment)
    {
        _done.Add("report");
        if (ReportFails)
            throw new IOException("no space left on device");
    }

    public void Dispose()
    {
    }

    public void Say(string text)
    {
        if (text.StartsWith("preflight", StringComparison.Ordinal))
            _done.Add(text);
    }

    void IRunProgress.Status(string text)
    {
    }
}

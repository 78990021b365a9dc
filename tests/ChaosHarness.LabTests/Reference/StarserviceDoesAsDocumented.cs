using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ChaosHarness.LabTests.Reference;

/// <summary>Every event and reaction of Starcounter's failover article, with real processes.</summary>
public sealed class StarserviceDoesAsDocumented : IAsyncDisposable
{
    private readonly string _folder = ReferenceProgram.NewFolder();
    private readonly List<ReferenceProgram> _programs = [];

    [Fact]
    public async Task It_starts_scdata_in_standby_and_keeps_asking_it_to_poll()
    {
        ReferenceProgram service = Start("n2").Service;
        await RoleAsync(service, "standby");
        ReferenceProgram active = Keep(ReferenceProgram.Scdata(_folder, "n1"));
        await active.BecomesAsync("active");
        Assert.Equal(HttpStatusCode.Created, (await active.PostAsync("/documents/d/1")).Status);

        await service.StatusAsync("its scdata has both transactions", s => Scdata(s).GetProperty("transactions").GetInt64() == 2);
        long polls = await PollsAsync(service);
        await service.StatusAsync("it asks on", s => Scdata(s).GetProperty("polls").GetInt64() > polls + 3);
        Assert.Equal("standby", Scdata(await StatusAsync(service)).GetProperty("role").GetString());
    }

    [Fact]
    public async Task It_stops_scdata_when_it_is_stopped()
    {
        (ReferenceProgram service, int port) = Start("n1");
        await RoleAsync(service, "standby");
        int scdata = await ProcessAsync(service);
        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync("/promote")).Status);

        await Command.SignalAsync(service.Process, "TERM");

        Assert.Equal(0, (await service.EndAsync()).Code);
        Assert.True(IsGone(scdata));

        // In order: the lock is free, and the port too.
        ReferenceProgram next = Keep(ReferenceProgram.ScdataOn(port, _folder, "n1", "--lock-wait", "0s"));
        await next.BecomesAsync("active");
    }

    [Fact]
    public async Task The_system_kills_scdata_when_it_dies_unexpectedly()
    {
        ReferenceProgram service = Start("n1").Service;
        await RoleAsync(service, "standby");
        int scdata = await ProcessAsync(service);
        await service.PostAsync("/promote");
        Assert.False(IsGone(scdata));

        await service.KillAsync();

        await Until.TrueAsync($"process {scdata} is gone", () => Task.FromResult(IsGone(scdata)));
        ReferenceProgram next = Keep(ReferenceProgram.Scdata(_folder, "n2"));
        await next.BecomesAsync("active");
    }

    [Fact]
    public async Task It_stops_itself_when_scdata_dies_unexpectedly()
    {
        ReferenceProgram service = Start("n1").Service;
        await RoleAsync(service, "standby");
        int scdata = await ProcessAsync(service);

        await Command.RunAsync("/bin/kill", "-KILL", scdata.ToString(CultureInfo.InvariantCulture));

        (int code, string said) = await service.EndAsync();
        Assert.Equal(70, code);
        Assert.Contains($"starservice ends: scdata, process {scdata}, ended by signal 9", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_passes_a_request_to_promote_on_and_gives_scdatas_answer()
    {
        ReferenceProgram first = Start("n1").Service;
        WebAnswer promoted = await WhenItListensAsync(first, () => first.PostAsync("/promote"));
        Assert.Equal((HttpStatusCode.OK, "active", "n1"), (promoted.Status, promoted.Text("role"), promoted.Text("node")));
        Assert.Equal("1", (await first.PostAsync("/promote")).Text("incarnation"));

        ReferenceProgram second = Keep(ReferenceProgram.Starservice(_folder, "n2", "--lock-wait", "100ms").Service);
        await RoleAsync(second, "standby");
        WebAnswer refused = await second.PostAsync("/promote");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "lock-held"), (refused.Status, refused.Reason));

        await first.KillAsync();
        await Until.TrueAsync("the other is active", async () => (await second.PostAsync("/promote")).Text("role") == "active");
        Assert.Equal("2", (await second.PostAsync("/promote")).Text("incarnation"));
        await RoleAsync(second, "active");
    }

    [Fact]
    public async Task A_scdata_that_cannot_be_active_is_no_standby_either_and_ends_it()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "transactions.log"), new string('?', 100), TestContext.Current.CancellationToken);
        (int code, string said) = await Start("n1").Service.EndAsync();

        Assert.Equal(70, code);
        Assert.Contains("scdata ends: The transaction log is damaged at byte 0", said, StringComparison.Ordinal);
        Assert.Contains("ended with exit code 65", said, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ReferenceProgram program in _programs)
            await program.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private (ReferenceProgram Service, int Scdata) Start(string node)
    {
        (ReferenceProgram service, int port) = ReferenceProgram.Starservice(_folder, node);
        return (Keep(service), port);
    }

    private ReferenceProgram Keep(ReferenceProgram program)
    {
        _programs.Add(program);
        return program;
    }

    private static Task RoleAsync(ReferenceProgram service, string role) => service.StatusAsync(
        $"its scdata is {role}", s => Scdata(s).TryGetProperty("role", out JsonElement now) && now.GetString() == role);

    private static async Task<int> ProcessAsync(ReferenceProgram service) => Scdata(await StatusAsync(service)).GetProperty("pid").GetInt32();

    private static async Task<long> PollsAsync(ReferenceProgram service) => Scdata(await StatusAsync(service)).GetProperty("polls").GetInt64();

    private static async Task<JsonElement> StatusAsync(ReferenceProgram service) =>
        JsonElement.Parse((await service.GetAsync("/status")).Body);

    private static JsonElement Scdata(JsonElement status) => status.GetProperty("scdata");

    private static async Task<WebAnswer> WhenItListensAsync(ReferenceProgram service, Func<Task<WebAnswer>> ask)
    {
        await service.StatusAsync("it listens", _ => true);
        return await ask();
    }

    /// <summary>Ended; whether its parent has taken note does not matter.</summary>
    private static bool IsGone(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using ChaosHarness.Histories;
using ChaosHarness.TestKit;
using ChaosHarness.Tests.Kit;

namespace ChaosHarness.Tests.Cli;

/// <summary><c>chaos check --history</c>, from outside.</summary>
public sealed partial class CheckHistoryTests
{
    private static readonly string s_histories = Path.Combine(Repository.Root, "tests/ChaosHarness.Tests/Cli/Histories");

    [Theory]
    [InlineData("stale-read.register.jsonl", "register", "jepsen-json", 1)]
    [InlineData("good.register.edn", "register", "jepsen-edn", 0)]
    [InlineData("good.register.edn", "cas-register", "jepsen-edn", 0)]
    [InlineData("failed-cas.register.log", "register", "etcd-log", 1)]
    [InlineData("lost-append.key-value.edn", "key-value", "kv", 1)]
    public async Task Tells_the_format_by_itself_and_judges(string file, string model, string format, int code)
    {
        (int Code, string Output, string Error) told = await ChaosProcess.RunAsync(s_histories, "check", "--history", file, "--model", model, "--json");
        Assert.Equal((code, ""), (told.Code, told.Error));
        Assert.Equal(format, JsonDocument.Parse(told.Output).RootElement.GetProperty("format").GetString());

        var said = await ChaosProcess.RunAsync(s_histories, "check", "--history", file, "--model", model, "--format", format);
        Assert.Equal(code, said.Code);
    }

    [Fact]
    public async Task What_a_failed_cas_means_can_be_said()
    {
        var said = await ChaosProcess.RunAsync(s_histories, 
            "check", "--history", "failed-cas.register.log", "--model", "register", "--fail-means", "no-effect");
        Assert.Equal(0, said.Code);
    }

    [Fact]
    public async Task A_history_of_our_own_is_read_with_the_names_beside_it()
    {
        using Reports.TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "web.ops");
        WriteRecords(file, Record(OperationKind.Write, 1, 10, 20), Record(OperationKind.Write, 2, 30, 40), Read(1, 50, 60));
        await File.WriteAllTextAsync(Path.ChangeExtension(file, ".names"), "web.write\nredis7\n", TestContext.Current.CancellationToken);
        var said = await ChaosProcess.RunAsync(s_histories, "check", "--history", file, "--model", "register");
        Assert.Equal(1, said.Code);
        Assert.Contains($"  {file}:2: client 5: write 2 (ok)", said.Output, StringComparison.Ordinal);
        Assert.Contains("answered by redis7", said.Output, StringComparison.Ordinal);

        var other = await ChaosProcess.RunAsync(s_histories, "check", "--history", file, "--model", "queue");
        Assert.Equal(4, other.Code);
        Assert.Contains($"{file}:1: Write is not an operation of the model Queue", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loads_that_may_share_keys_are_judged_together()
    {
        using Reports.TemporaryFolder run = new();
        string history = Directory.CreateDirectory(Path.Combine(run.Path, "history")).FullName;
        WriteRecords(Path.Combine(history, "direct.ops"), Record(OperationKind.Write, 1, 10, 20));
        WriteRecords(Path.Combine(history, "web.ops"), Read(1, 50, 60));
        foreach (string load in (string[])["direct", "web"])
            await File.WriteAllTextAsync(Path.Combine(history, load + ".names"), "x.write\nredis7\n", TestContext.Current.CancellationToken);

        foreach (string folder in (string[])[run.Path, history])
            Assert.Equal(0, (await ChaosProcess.RunAsync(s_histories, "check", "--history", folder, "--model", "register")).Code);
        var alone = await ChaosProcess.RunAsync(s_histories, "check", "--history", Path.Combine(history, "web.ops"), "--model", "register");
        Assert.Equal(4, alone.Code);
        Assert.Contains("is one load of several (direct.ops beside it)", alone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_of_a_violation()
    {
        var said = await ChaosProcess.RunAsync(s_histories, "check", "--history", "stale-read.register.jsonl", "--model", "register", "--json");
        Approve.Text(Milliseconds().Replace(said.Output, "$1 0"), "json");
    }

    [Fact]
    public async Task The_text_of_a_violation()
    {
        var said = await ChaosProcess.RunAsync(s_histories, "check", "--history", "stale-read.register.jsonl", "--model", "register");
        Approve.Text(Took().Replace(said.Output, "in 0 ms"), "txt");
    }

    [Fact]
    public async Task The_help()
    {
        var said = await ChaosProcess.RunAsync(s_histories, "check", "--help");
        Assert.Equal(0, said.Code);
        Approve.Text(said.Output, "txt");
    }

    [Fact]
    public async Task The_picture_goes_into_a_file()
    {
        using Reports.TemporaryFolder folder = new();
        string page = Path.Combine(folder.Path, "x.html");
        var said = await ChaosProcess.RunAsync(s_histories, "check", "--history", "stale-read.register.jsonl", "--model", "register", "--html", page);
        Assert.Contains($"pictures: {page}", said.Output, StringComparison.Ordinal);
        string html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.Contains("stale-read on key x", html, StringComparison.Ordinal);
        Assert.Contains("<svg class=\"violation\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_is_a_history_too()
    {
        using ChaosProcess chaos = ChaosProcess.Start(s_histories, "check", "--history", "-", "--model", "register");
        await chaos.Input.WriteAsync(await File.ReadAllTextAsync(
            Path.Combine(s_histories, "stale-read.register.jsonl"), TestContext.Current.CancellationToken));
        chaos.Input.Close();
        var said = await chaos.EndAsync();
        Assert.Equal(1, said.Code);
        Assert.Contains("standard input:6: client 2: read 1 (ok)", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_in_options_are_told_at_once_with_what_may_have_been_meant()
    {
        var said = await ChaosProcess.RunAsync(s_histories, 
            "check", "--history", "nowhere.json", "--model", "registre", "--format", "jepsn-json", "--fail-means", "maybe",
            "--budget", "5");
        Assert.Equal((4, ""), (said.Code, said.Output));
        Assert.Equal("""
            unknown model 'registre', did you mean 'register'?
            unknown format 'jepsn-json', did you mean 'jepsen-json'?
            unknown word for --fail-means 'maybe'; known: no-effect, value-differed
            --budget: '5' has no unit: write 5s, 5ms or 5m
            there is no file 'nowhere.json'

            """, said.Error);
    }

    [Theory]
    [InlineData("name a run folder, or a history with --history FILE --model MODEL")]
    [InlineData("--json belongs to --history FILE", "--json")]
    [InlineData("--model is missing: register, key-value,", "--history", "good.register.edn")]
    [InlineData("'some-run' and --history: check one or the other", "some-run", "--history", "good.register.edn", "--model", "list")]
    [InlineData("'.' is a folder without recorded loads", "--history", ".", "--model", "list")]
    [InlineData("there is no run folder 'some-run'", "some-run")]
    public async Task Calls_that_mean_nothing_are_refused(string why, params string[] arguments)
    {
        var said = await ChaosProcess.RunAsync(s_histories, ["check", .. arguments]);
        Assert.Equal(4, said.Code);
        Assert.Contains(why, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_in_a_json_file_are_told_with_their_lines()
    {
        var said = await ChaosProcess.RunAsync(s_histories, "check", "--history", "wrong.jsonl", "--model", "register");
        Assert.Equal((4, ""), (said.Code, said.Output));
        Assert.StartsWith("""
            wrong.jsonl:1: 'fly' is not an operation of the model register
            wrong.jsonl:3: this is not JSON:
            """, said.Error, StringComparison.Ordinal);
        Assert.EndsWith("""
            wrong.jsonl:4: the operation has no process
            wrong.jsonl:5: the type is 'done' and not invoke, ok, fail or info
            wrong.jsonl:6: a cas needs the old and the new value, [old new], and not '1'
            wrong.jsonl:7: an operation has fields such as type, process and f; '17' has none

            """, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_in_an_edn_file_are_told_with_their_lines()
    {
        var said = await ChaosProcess.RunAsync(s_histories, "check", "--history", "wrong.edn", "--model", "register", "--json");
        Assert.Equal(4, said.Code);
        Assert.Equal("""
            wrong.edn:2: the form that begins here has no '}'
            wrong.edn:6: the type is 'nope' and not invoke, ok, fail or info

            """, said.Error);
        JsonElement json = JsonDocument.Parse(said.Output).RootElement;
        Assert.Equal("error", json.GetProperty("verdict").GetString());
        Assert.Equal([2, 6], json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("line").GetInt32()));
    }

    [Theory]
    [InlineData("", "its format cannot be told")]
    [InlineData("hello", "its format cannot be told")]
    [InlineData("[]", "its format cannot be told")]
    [InlineData("{\"type\":\"ok\",\"process\":1,\"f\":\"read\",\"value\":1}", "standard input:1: process 1 ends (ok) what it never began")]
    public async Task What_is_no_history_is_refused_and_never_passes(string content, string why)
    {
        using ChaosProcess chaos = ChaosProcess.Start(s_histories, "check", "--history", "-", "--model", "register");
        await chaos.Input.WriteAsync(content);
        chaos.Input.Close();
        var said = await chaos.EndAsync();
        Assert.Equal(4, said.Code);
        Assert.Contains(why, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_that_is_used_up_is_unknown()
    {
        using ChaosProcess chaos = ChaosProcess.Start(s_histories, "check", "--history", "-", "--model", "counter", "--budget", "300ms", "--json");
        await chaos.Input.WriteAsync(Endless());
        chaos.Input.Close();
        var said = await chaos.EndAsync();
        Assert.Equal(2, said.Code);
        JsonElement json = JsonDocument.Parse(said.Output).RootElement;
        Assert.Equal("unknown", json.GetProperty("verdict").GetString());
        Assert.Contains("The budget of 0.3 s", json.GetProperty("undecided")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_reading_is_unknown()
    {
        using ChaosProcess chaos = ChaosProcess.Start(s_histories, "check", "--history", "-", "--model", "register");
        string line = await File.ReadAllTextAsync(
            Path.Combine(s_histories, "stale-read.register.jsonl"), TestContext.Current.CancellationToken);

        // More than a pipe holds: when it is written, most of it was read. The end never comes.
        for (int i = 0; i < 1000; i++)
            await chaos.Input.WriteAsync(line);
        await chaos.Input.FlushAsync(TestContext.Current.CancellationToken);
        chaos.Signal("INT");
        var said = await chaos.EndAsync();
        Assert.Equal(2, said.Code);
        Assert.Contains("interrupted before anything could be decided", said.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// Additions of unknown outcome whose sums all differ, and a read that none of the sums gives: a search has to try
    /// every subset.
    /// </summary>
    private static string Endless()
    {
        IEnumerable<string> adds = Enumerable.Range(1, 44).Select(i =>
            $"{{\"type\":\"invoke\",\"process\":{i},\"f\":\"add\",\"value\":{1L << i},\"key\":1}}");
        return string.Join('\n', adds.Append("""
            {"type":"invoke","process":0,"f":"read","value":null,"key":1}
            {"type":"ok","process":0,"f":"read","value":5555555555555,"key":1}
            """));
    }

    private static Operation Record(OperationKind kind, long value, long start, long end) => new()
    {
        Kind = kind, Outcome = Outcome.Ok, Class = 1, Server = 2, Process = 5, Key = 7, Value = value,
        Intended = new(start), Start = new(start), End = new(end),
    };

    private static Operation Read(long result, long start, long end) =>
        Record(OperationKind.Read, 0, start, end) with { Process = 6, Result = result };

    private static void WriteRecords(string file, params IReadOnlyList<Operation> operations)
    {
        byte[] bytes = new byte[HistoryFormat.HeaderSize + operations.Count * HistoryFormat.RecordSize];
        HistoryFormat.WriteHeader(bytes);
        for (int i = 0; i < operations.Count; i++)
            HistoryFormat.Write(bytes.AsSpan(HistoryFormat.HeaderSize + i * HistoryFormat.RecordSize), operations[i]);
        File.WriteAllBytes(file, bytes);
    }

    [GeneratedRegex("(_ms\":) [0-9.]+")]
    private static partial Regex Milliseconds();

    [GeneratedRegex("in [0-9.]+ ms")]
    private static partial Regex Took();
}

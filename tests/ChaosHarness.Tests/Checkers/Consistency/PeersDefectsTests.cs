using System.Globalization;
using System.Text;
using System.Text.Json;
using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>
/// What other checkers are publicly known to get wrong, or not to decide: each as a small history of our own whose
/// verdict is certain. Operations are written as process, moment of the call, moment of the return, function and value;
/// a return that ends in <c>?</c> is of unknown outcome, one in <c>!</c> failed.
/// </summary>
public sealed class PeersDefectsTests
{
    // jepsen.checker/set-full (jepsen 0.3) looks for elements whose frequency is below 1, so that :duplicated is always
    // empty; jepsen.checker/set turns the final read into a set first.
    [Theory]
    [InlineData("0 0 1 add 1; 0 2 3 read [1,1]", "duplicate")]
    [InlineData("0 0 1 add 1; 0 2 3 add 2; 1 4 5 read [1,2]; 1 6 7 read [2,1,2]", "duplicate")]
    [InlineData("0 0 1 add 1; 1 2 3 read [1]", null)]
    public void A_set_that_shows_an_element_twice_is_wrong(string history, string? anomaly) =>
        AssertVerdict("set", history, anomaly);

    // yugabyte/jepsen pull request 135: total-queue's :valid? ignores what was :duplicated.
    [Theory]
    [InlineData("0 0 1 enqueue 1; 1 2 3 dequeue 1; 2 4 5 dequeue 1", "duplicate")]
    [InlineData("0 0 1 enqueue 1; 0 2 3 enqueue 2; 1 4 5 dequeue 1; 2 6 7 dequeue 2", null)]
    public void A_queue_that_gives_an_element_twice_is_wrong(string history, string? anomaly) =>
        AssertVerdict("queue", history, anomaly);

    // jepsen-io/jepsen issue 303: a counter may show what a failed add would have made of it, and reads that are each
    // within bounds need not go together.
    [Theory]
    [InlineData("1 0 3 read 1; 2 1 2! add 1", "counter-out-of-bounds")]
    [InlineData("0 0 9 add 5; 1 1 2 read 5; 1 3 4 read 0", null, 1)]
    [InlineData("0 0 9 add 1; 1 0 9 add 2; 2 1 2 read 1; 2 3 4 read 2", null, 1)]
    [InlineData("0 0 9 add 1; 1 0 9 add 2; 2 1 2 read 1; 2 3 4 read 3", null, 0)]
    public void A_counter_is_judged_exactly(string history, string? anomaly, int? exitCode = null) =>
        AssertVerdict("counter", history, anomaly, exitCode);

    // A public script for Gibbons and Korach's theorem 4.2 compares the wrong ends of two zones. Each pair differs in
    // one end only: zones that overlap and that just do not, one inside another and one reaching out.
    [Theory]
    [InlineData("0 0 1 write 1; 0 2 3 write 2; 1 4 5 read 1; 1 6 7 read 2", 1)]
    [InlineData("0 0 1 write 1; 0 2 6 write 2; 1 4 5 read 1; 1 6 7 read 2", 0)]
    [InlineData("0 0 10 write 1; 3 2 3 write 2; 1 4 5 read 1; 2 6 8 read 2", 1)]
    [InlineData("0 0 10 write 1; 3 2 3 write 2; 1 4 7 read 1; 2 6 8 read 2", 0)]
    [InlineData("0 1 2 write 1; 1 2 3 write 2; 2 4 5 read 1", 0)]
    [InlineData("0 1 2 write 1; 1 3 4 write 2; 2 5 6 read 1", 1)]
    public void Zones_are_compared_at_the_right_ends(string history, int exitCode) =>
        AssertVerdict("register", history, null, exitCode);

    // fptlin keeps 32 bits of which operations are in flight. Forty clients at once, each result fixed.
    [Theory]
    [InlineData(40, 39, 1)]
    [InlineData(40, 40, 0)]
    [InlineData(70, 69, 1)]
    [InlineData(70, 70, 0)]
    public void More_than_32_clients_are_told_apart(int clients, int read, int exitCode)
    {
        IEnumerable<string> updates = Enumerable.Range(0, clients).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"{i} 0 9 cas [{i},{i + 1}]"));
        AssertVerdict("register", string.Join("; ", [.. updates, $"99 10 11 read {read}"]), null, exitCode, initial: "0");
        IEnumerable<string> adds = Enumerable.Range(0, clients).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"{i} 0 9 add 1"));
        AssertVerdict("counter", string.Join("; ", [.. adds, $"99 10 11 read {read}"]), null, exitCode);
    }

    // PolyLin, LiMo and fptlin take completed operations only; anishathalye/porcupine issue 8 asks how to say that
    // nobody knows. An outcome that is unknown may show up at any later time, and then stays.
    [Theory]
    [InlineData("register", "0 0 1 write 1; 1 2 3? write 2; 2 4 5 read 1; 2 6 7 read 2", 0)]
    [InlineData("register", "0 0 1 write 1; 1 2 3? write 2; 2 4 5 read 2; 2 6 7 read 1", 1)]
    [InlineData("queue", "0 0 1? enqueue 1; 1 2 3 enqueue 2; 2 4 5 dequeue 2; 2 6 7 dequeue 1", 0)]
    [InlineData("set", "0 0 1? add 1; 1 2 3 read []; 1 4 5 read [1]", 0)]
    [InlineData("set", "0 0 1? add 1; 1 2 3 read [1]; 1 4 5 read []", 1)]
    public void Unknown_outcomes_are_part_of_every_model(string model, string history, int exitCode) =>
        AssertVerdict(model, history, null, exitCode);

    // jepsen-io/knossos issue 5: failed compare-and-sets are dropped, though some systems fail only where the value
    // differed. Which of the two it is has to be said, and the verdict follows it.
    [Theory]
    [InlineData("value-differed", 1)]
    [InlineData("no-effect", 0)]
    public void A_failed_compare_and_set_means_what_the_user_says(string means, int exitCode) => AssertVerdict(
        "register", "0 0 1 write 1; 1 2 3! cas [1,2]; 0 4 5 read 1", null, exitCode, failMeans: means);

    // Knossos takes a read of nil for one that says nothing.
    [Theory]
    [InlineData("absent", 1)]
    [InlineData("unknown", 0)]
    public void A_read_of_nil_means_what_the_user_says(string means, int exitCode) =>
        AssertVerdict("register", "0 0 1 write 1; 1 2 3 read nil", null, exitCode, nilMeans: means);

    // jepsen-io/knossos issue 10: a write that timed out explains a value long after it, but each only once.
    [Theory]
    [InlineData("0 0 1 write 4; 1 2 3? write 0; 2 4 5 read 4; 3 6 7 read 0; 3 8 9 read 0", 0)]
    [InlineData("0 0 1 write 4; 1 2 3? write 0; 2 4 5 read 4; 3 6 7 read 0; 3 8 9 read 4", 1)]
    [InlineData("0 0 1 write 4; 1 2 3? write 0; 4 2 3? write 4; 2 4 5 read 4; 3 6 7 read 0; 3 8 9 read 4", 0)]
    public void A_write_that_timed_out_explains_one_change(string history, int exitCode) =>
        AssertVerdict("register", history, null, exitCode);

    // jepsen-io/knossos issue 36, jepsen-io/maelstrom issue 92: the report crashes when the first operation that ended
    // ok is the one that is wrong.
    [Fact]
    public void A_violation_in_the_first_operation_is_told_and_drawn()
    {
        ConsistencyAnswer answer = AssertVerdict("register", "1 0 9 read 3; 2 1 2! write 3", "aborted-read");
        Assert.Contains("<svg", answer.Html, StringComparison.Ordinal);
    }

    // jepsen-io/knossos issue 12 and etcd-io/etcd issue 15330: writes alone, or many failed requests without an order,
    // take exponential time. Here are 3,000 of unknown outcome, half of them seen later, and two clients' reads.
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void Many_requests_without_an_order_are_decided(bool isStale, int exitCode)
    {
        const int Count = 3000;
        StringBuilder history = new();
        for (int i = 1; i <= Count; i++)
            history.Append(CultureInfo.InvariantCulture, $"{i} {i} {i + 1}? write {i}; ");
        for (int i = 2; i <= Count; i += 2)
            history.Append(CultureInfo.InvariantCulture, $"0 {Count + 4 * i} {Count + 4 * i + 1} read {i}; ");
        history.Append(CultureInfo.InvariantCulture, $"9999 {9 * Count} {9 * Count + 1} read {(isStale ? 2 : Count)}");
        AssertVerdict("register", history.ToString(), null, exitCode);
    }

    // anishathalye/porcupine issue 3 and etcd-io/etcd pull request 21606: the memory has no limit, and the time limit is
    // not kept. Every sum of these additions is another one, and the read is none of them.
    [Fact]
    public void A_check_that_cannot_end_is_unknown_when_its_budget_is_used_up()
    {
        IEnumerable<string> adds = Enumerable.Range(1, 44).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"{i} 0 1? add {1L << i}"));
        AssertVerdict("counter", string.Join("; ", [.. adds, "99 2 3 read 5555555555555"]), null, 2, budget: 0.05);
    }

    private static ConsistencyAnswer AssertVerdict(
        string model, string history, string? anomaly, int? exitCode = null, string? initial = null, string? failMeans = null,
        string? nilMeans = null, double budget = 60)
    {
        ConsistencyRequest request = new()
        {
            Model = model, Format = "jepsen-edn", Initial = initial, FailMeans = failMeans, NilMeans = nilMeans,
            Budget = TimeSpan.FromSeconds(budget),
        };
        using MemoryStream content = new(Encoding.UTF8.GetBytes(Edn(history)));
        ConsistencyAnswer answer = ConsistencyCommand.Run(
            request, content, null, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True((exitCode ?? (anomaly is null ? 0 : 1)) == answer.ExitCode, answer.Text);
        JsonElement json = JsonDocument.Parse(answer.Json).RootElement;
        if (anomaly is not null)
            Assert.Equal(anomaly, json.GetProperty("violations")[0].GetProperty("anomaly").GetString());
        if (answer.ExitCode == 0)
            Assert.Equal(json.GetProperty("keys").GetInt32(), json.GetProperty("certified").GetInt32());
        return answer;
    }

    private static string Edn(string history)
    {
        List<(int At, bool IsReturn, string Event)> events = [];
        foreach (string[] op in history.Split(';', StringSplitOptions.TrimEntries).Select(o => o.Split(' ')))
        {
            (string process, string f, string value) = (op[0], op[3], op[4].Replace(',', ' '));
            string type = op[2][^1] switch { '?' => ":info", '!' => ":fail", _ => ":ok" };
            string called = f is "read" or "dequeue" ? "nil" : value;
            events.Add((int.Parse(op[1], null), false, $"{{:process {process} :type :invoke :f :{f} :value {called}}}"));
            events.Add((int.Parse(op[2].TrimEnd('?', '!'), null), true, $"{{:process {process} :type {type} :f :{f} :value {value}}}"));
        }

        // At equal times calls come before returns: such operations are concurrent.
        return string.Join('\n', events.OrderBy(e => e.At).ThenBy(e => e.IsReturn).Select(e => e.Event));
    }
}

using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.Running;

/// <summary>Whether a stack is in its steady state, as the watchers saw it last.</summary>
internal sealed class SteadyState(Stack stack, Board board, TimeProvider clock)
{
    /// <summary>How long the conditions have to hold without a break.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>An observation older than this (and three of its watch's periods) proves nothing any more.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(2);

    /// <summary>Waits until all the stack's conditions hold on evidence younger than <paramref name="since"/>.</summary>
    /// <returns>What is still missing when the limit is reached; empty when all holds.</returns>
    public async Task<IReadOnlyList<string>> WaitAsync(
        IReadOnlyList<SteadyCondition> conditions, Instant since, TimeSpan limit, Action<string> status, CancellationToken ct)
    {
        Instant end = Instant.Now(clock) + limit;
        Instant? steadySince = null;
        while (true)
        {
            IReadOnlyList<string> missing = Missing(conditions, since);
            Instant now = Instant.Now(clock);
            steadySince = missing.Count > 0 ? null : steadySince ?? now;
            if (steadySince is { } held && now - held >= Hold)
                return [];
            if (now > end)
                return missing.Count > 0 ? missing : ["steady state held too briefly"];
            status(missing.Count > 0 ? missing[0] : "steady");
            await Task.Delay(Poll, clock, ct);
        }
    }

    private List<string> Missing(IReadOnlyList<SteadyCondition> conditions, Instant since)
    {
        List<string> missing = [];
        foreach (SteadyCondition condition in conditions)
        {
            IReadOnlyList<Observation> fresh = Fresh(condition.Watch, since);
            int count = fresh.Count(o => o.Value == condition.Value);
            if (count < condition.AtLeast || count > condition.AtMost)
                missing.Add($"{condition.Watch}: {count} of {Wanted(condition)} {condition.Value} ({Summary(fresh)})");
        }

        return missing;
    }

    private Observation[] Fresh(string watch, Instant since)
    {
        TimeSpan every = stack.Watches.FirstOrDefault(w => w.Name == watch)?.Every ?? TimeSpan.Zero;
        Instant oldest = Instant.Now(clock) - (Stale + 3 * every);
        return [.. board.Latest(watch).Where(o => o.At > oldest && o.Asked > since)];
    }

    private static string Wanted(SteadyCondition condition) => condition.AtMost switch
    {
        null => $"at least {condition.AtLeast}",
        { } most when most == condition.AtLeast => $"{most}",
        { } most => $"{condition.AtLeast} to {most}",
    };

    private static string Summary(IReadOnlyList<Observation> seen) =>
        seen.Count == 0 ? "nothing seen yet" : string.Join(", ", seen.Select(o => $"{o.Subject} {o.Value}"));
}

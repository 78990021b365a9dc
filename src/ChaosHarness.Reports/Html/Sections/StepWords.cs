using ChaosHarness.Scenarios;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>A scenario's steps as sentences.</summary>
internal static class StepWords
{
    public static Markup Of(Step step)
    {
        string wait = step.After > TimeSpan.Zero ? $"After {Format.Limit(step.After)}: " : "At once: ";
        return Markup.Of($"{wait}{What(step)}.");
    }

    private static Markup What(Step step) => step switch
    {
        FaultStep fault => Fault(fault),
        HealStep { Name: { } name } => Markup.Of($"heal <b>{name}</b>"),
        HealStep => Markup.Of($"heal everything"),
        RecoverStep recover => Markup.Of(
            $"heal everything, then wait for steady state, at most {Format.Limit(recover.Limit)}"),
        WaitStep wait => Markup.Of($"{Condition(wait.Until)}, at most {Format.Limit(wait.Limit)}"),
        _ => Markup.Of($"{step.ToString()}"),
    };

    private static Markup Fault(FaultStep fault)
    {
        string on = fault.On is null ? "" : $" on {fault.On.Text}";
        string parameters = string.Join(
            ", ", fault.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} {p.Value.Text}"));
        string brackets = parameters.Length == 0 ? "" : $" ({parameters})";
        string name = fault.Name == fault.Fault ? "" : $", called \u201c{fault.Name}\u201d";
        string span = fault.For is { } time ? $", for {Format.Limit(time)}" : "";
        string row = fault.Row is null ? "" : $", judged by the row \u201c{fault.Row.Name}\u201d";
        return Markup.Of($"<b>{fault.Fault}</b>{on}{brackets}{name}{span}{row}");
    }

    private static Markup Condition(SteadyCondition until) =>
        Markup.Of($"wait until {until.Watch} reports <b>{until.Value}</b> for {Subjects(until)}");

    private static string Subjects(SteadyCondition condition) => condition.AtMost switch
    {
        { } most when most == condition.AtLeast => $"exactly {Format.Count(most)}",
        { } most => $"{Format.Count(condition.AtLeast)} to {Format.Count(most)}",
        null => $"at least {Format.Count(condition.AtLeast)}",
    };
}

using System.CommandLine;
using ChaosHarness.Cli.Output;
using ChaosHarness.Labs.Doctoring;
using Spectre.Console;

namespace ChaosHarness.Cli.Commands;

/// <summary><c>chaos doctor</c>: what this host can and cannot do.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Command command = new("doctor", "Tell what this host can and cannot do, and what that means for scenarios.");
        command.SetAction(async (_, ct) =>
        {
            IReadOnlyList<Diagnosis> all = await Doctor.ExamineAsync(ct);
            foreach (Diagnosis d in all)
            {
                Terminal.Out.MarkupLine($"{Mark(d.Health)}  [bold]{Markup.Escape(d.What)}[/]: {Markup.Escape(d.Found)}");
                if (d.Health != Health.Good && d.Meaning.Length > 0)
                    Terminal.Out.MarkupLineInterpolated($"         {d.Meaning}");
                if (d.Remedy is { } remedy)
                    Terminal.Out.MarkupLineInterpolated($"         to do: {remedy}");
            }

            return all.Any(d => d.Health == Health.Missing) ? ExitCodes.Unknown : ExitCodes.Pass;
        });
        return command;
    }

    private static string Mark(Health health) => health switch
    {
        Health.Good => "[green]good   [/]",
        Health.Limited => "[yellow]limited[/]",
        _ => "[red]missing[/]",
    };
}

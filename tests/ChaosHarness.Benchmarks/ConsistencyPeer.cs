using System.Diagnostics;
using System.Globalization;
using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Benchmarks;

/// <summary>Another checker, as a program that the user built; measured on the same histories in the same run.</summary>
internal sealed class ConsistencyPeer(string program)
{
    /// <summary>What it said of one history.</summary>
    /// <param name="Verdict">Its word for the verdict, or why there is none.</param>
    /// <param name="Best">Best check time in milliseconds.</param>
    /// <param name="Median">Median check time in milliseconds.</param>
    /// <param name="PeakKilobytes">Its peak memory so far.</param>
    internal sealed record Answer(string Verdict, double Best, double Median, long PeakKilobytes)
    {
        /// <summary>The end of a line of results, with the ratio of medians.</summary>
        public string Beside(double median) => string.Create(
            CultureInfo.InvariantCulture,
            $"  {Verdict,-8} {Median,10:0.000} ms {Median / median,8:0.0} x {PeakKilobytes / 1024,6} MB");
    }

    /// <summary>Measures a history of registers.</summary>
    public Answer Measure(ConsistencyHistory history)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, history.Ops.Select(o => string.Create(
                CultureInfo.InvariantCulture,
                $"{o.Process}\t{o.Kind}\t{o.A}\t{o.B}\t{o.Start}\t{o.End}\t{o.Ending}\t{o.Key}")));
            return Measure("tsv", [file]).GetValueOrDefault(file) ?? new("none", double.NaN, double.NaN, 0);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Measures files of one format.</summary>
    public Dictionary<string, Answer> Measure(string format, IEnumerable<string> files)
    {
        // A benchmark that is killed takes the peer with it: it may be in the middle of a search without an end. The
        // signal comes when the thread that started it is gone; this one reads its answers until it has ended.
        ProcessStartInfo start = new("setpriv", ["--pdeathsig", "KILL", program, format, .. files])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        Dictionary<string, Answer> answers = [];
        while (process.StandardOutput.ReadLine() is { } line)
        {
            string[] parts = line.Split('\t');
            if (parts.Length < 4)
                continue;
            answers[parts[0]] = new(
                parts[1], double.Parse(parts[2], CultureInfo.InvariantCulture),
                double.Parse(parts[3], CultureInfo.InvariantCulture),
                parts.Length > 4 ? long.Parse(parts[4], CultureInfo.InvariantCulture) : 0);
        }

        process.WaitForExit();
        return answers;
    }
}

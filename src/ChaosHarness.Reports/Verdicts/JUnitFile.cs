using System.Globalization;
using System.Text;
using System.Xml;
using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Verdicts;

/// <summary>
/// The verdict for CI servers: one suite per run, one case per checker. Fail is a failure; Unknown is an error, so
/// that it is red wherever JUnit is read. Names do not change from run to run, so that CI can compare runs.
/// </summary>
internal static class JUnitFile
{
    public static string Text(RunHeader run, RunEvidence evidence, Assessment assessment)
    {
        CheckResult[] cases = [.. assessment.Results, .. Whole(assessment)];
        StringBuilder text = new();
        XmlWriterSettings settings = new() { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true };
        using (XmlWriter xml = XmlWriter.Create(text, settings))
        {
            xml.WriteStartElement("testsuites");
            WriteSuite(xml, run, evidence, cases);
            xml.WriteEndElement();
        }

        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text + "\n";
    }

    /// <summary>A case for the run as a whole, where no checker shows why it did not pass.</summary>
    private static IEnumerable<CheckResult> Whole(Assessment assessment)
    {
        Verdict shown = Summarised.Shown(assessment);
        if (assessment.Results.Any(r => r.Verdict == shown))
            yield break;
        yield return new("run", "The run as a whole", shown, [new(shown, Summarised.Sentence(assessment))]);
    }

    private static void WriteSuite(XmlWriter xml, RunHeader run, RunEvidence evidence, CheckResult[] cases)
    {
        string name = $"{run.Stack}.{run.Title}";
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", name);
        Attribute(xml, "tests", Number(cases.Length));
        Attribute(xml, "failures", Number(cases.Count(c => c.Verdict == Verdict.Fail)));
        Attribute(xml, "errors", Number(cases.Count(c => c.Verdict == Verdict.Unknown)));
        Attribute(xml, "skipped", "0");
        Attribute(xml, "time", Seconds(Length(run, evidence)));
        DateTime started = run.StartedUtc.UtcDateTime;
        Attribute(xml, "timestamp", started.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        WriteProperties(xml, run);
        foreach (CheckResult result in cases)
            WriteCase(xml, name, run, result);
        xml.WriteEndElement();
    }

    private static void WriteProperties(XmlWriter xml, RunHeader run)
    {
        xml.WriteStartElement("properties");
        foreach ((string name, string? value) in Properties(run))
        {
            if (value is null)
                continue;
            xml.WriteStartElement("property");
            Attribute(xml, "name", name);
            Attribute(xml, "value", value);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static IEnumerable<(string Name, string? Value)> Properties(RunHeader run) =>
    [
        ("run", run.Id), ("stack", run.Stack), ("row", run.Row), ("seed", Number(run.Seed)),
        ("configuration", run.ConfigurationFingerprint),
        .. run.Versions.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => ("version " + v.Key, (string?)v.Value)),
    ];

    private static void WriteCase(XmlWriter xml, string suite, RunHeader run, CheckResult result)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", suite);
        Attribute(xml, "name", $"{result.Checker}: {result.Title}");
        Attribute(xml, "time", "0.000");
        if (run.Scenario is not null)
            Attribute(xml, "file", run.Scenario);
        if (result.Verdict != Verdict.Pass)
            WriteProblem(xml, result);
        WriteOutput(xml, run, result);
        xml.WriteEndElement();
    }

    private static void WriteProblem(XmlWriter xml, CheckResult result)
    {
        Finding[] findings = [.. result.Findings.Where(f => f.Verdict == result.Verdict)];
        xml.WriteStartElement(result.Verdict == Verdict.Fail ? "failure" : "error");
        Attribute(xml, "message", findings.FirstOrDefault()?.Text ?? $"{result.Title}: {Format.Word(result.Verdict)}");
        Attribute(xml, "type", result.Verdict == Verdict.Fail ? "fail" : "unknown");
        xml.WriteString("\n" + string.Concat(findings.Select(Line)));
        xml.WriteEndElement();
    }

    /// <summary>The other findings, and where the whole report is.</summary>
    private static void WriteOutput(XmlWriter xml, RunHeader run, CheckResult result)
    {
        IEnumerable<Finding> others =
            result.Findings.Where(f => result.Verdict == Verdict.Pass || f.Verdict != result.Verdict);
        string text = string.Concat(others.Select(Line)) + $"Report: {run.Id}/report.html\n";
        xml.WriteElementString("system-out", "\n" + Clean(text));
    }

    private static string Line(Finding finding)
    {
        string places = finding.Evidence.Count == 0 ? "" : $" [{string.Join(", ", finding.Evidence)}]";
        return Clean($"{Format.Word(finding.Verdict)}: {finding.Text}{places}\n");
    }

    private static TimeSpan Length(RunHeader run, RunEvidence evidence) =>
        evidence.Journal.Count == 0 ? TimeSpan.Zero : evidence.Journal.Max(e => e.At) - run.MonotonicAtStart;

    private static void Attribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(name, Clean(value));

    /// <summary>XML has no way to hold most control characters, and messages of services have them.</summary>
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(r => IsXml(r.Value) ? r.ToString() : "\ufffd"));

    private static bool IsXml(int c) => c is '\t' or '\n' or '\r' or >= ' ' and <= 0xfffd or >= 0x10000;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Net;
using System.Text;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Draws a violation: clients as lanes, operations as bars, the core in colour, what else happened on the key in grey,
/// and the contradiction as a line from the end of the earlier operation to the start of the later one.
/// </summary>
public static class ViolationPicture
{
    private const int Left = 90;
    private const int Width = 900;
    private const int Lane = 34;
    private const int Bar = 20;
    private const int Top = 14;
    private const int MostSurroundings = 80;
    private const double Margin = 0.08;

    /// <summary>A self-contained SVG element.</summary>
    public static string Svg(ConsistencyHistory history, ConsistencyModel model, Violation violation)
    {
        if (violation.Core.Count == 0)
            return "";
        Frame frame = Frame.Around(history, violation);
        ViolationWording words = new(history, model, new());
        StringBuilder svg = new();
        int height = Top + frame.Lanes.Count * Lane + 24;
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Width + 10} {height}\" ");
        svg.Append("role=\"img\" font-family=\"system-ui,sans-serif\" font-size=\"12\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Safe(violation.Text)}</title>");
        foreach ((int process, int lane) in frame.Lanes)
        {
            int y = Top + lane * Lane;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"4\" y=\"{y + 15}\" fill=\"#555\">client {process}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{y + Lane - 5}\" y2=\"{y + Lane - 5}\" stroke=\"#eee\"/>");
        }

        foreach (int i in frame.Ops)
            DrawBar(svg, history, words, frame, i, violation.Core.Contains(i));
        DrawContradiction(svg, history, frame, violation);
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{height - 6}\" fill=\"#555\">{words.Time(frame.From)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + Width}\" y=\"{height - 6}\" fill=\"#555\" text-anchor=\"end\">{words.Time(frame.To)}</text>");
        return svg.Append("</svg>").ToString();
    }

    /// <summary>A whole page with the violations of a result, each with its sentences, operations and picture.</summary>
    public static string Html(ConsistencyHistory history, ConsistencyModel model, ConsistencyResult result)
    {
        StringBuilder html = new();
        foreach (Violation violation in result.Violations)
        {
            html.Append(CultureInfo.InvariantCulture, $"<section><h2>{ConsistencyText.Name(violation.Anomaly)}{(violation.Key.Length == 0 ? "" : $" on key {Safe(violation.Key)}")}</h2><p>{Safe(violation.Text)}</p>");
            html.Append(Svg(history, model, violation)).Append("<ul>");
            foreach (string operation in violation.Operations)
                html.Append(CultureInfo.InvariantCulture, $"<li>{Safe(operation)}</li>");
            html.Append("</ul></section>");
        }

        string numbers = string.Create(
            CultureInfo.InvariantCulture, $"{result.Operations:N0} operations, {result.Keys:N0} keys. {result.Claim}");
        return Page(result.Verdict.ToString().ToLowerInvariant(), [numbers, .. result.Undecided], html.ToString());
    }

    /// <summary>A page around something.</summary>
    internal static string Page(string verdict, IReadOnlyList<string> sentences, string content)
    {
        StringBuilder html = new();
        html.Append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Consistency</title><style>");
        html.Append("body{font:15px/1.5 system-ui,sans-serif;max-width:1040px;margin:2rem auto;padding:0 1rem}");
        html.Append("li{font-family:ui-monospace,monospace;font-size:13px}section{margin:2rem 0}</style></head><body>");
        html.Append(CultureInfo.InvariantCulture, $"<h1>Consistency: {verdict}</h1>\n");
        foreach (string sentence in sentences)
            html.Append(CultureInfo.InvariantCulture, $"<p>{Safe(sentence)}</p>\n");
        return html.Append(content).Append("</body></html>\n").ToString();
    }

    private static void DrawBar(
        StringBuilder svg, ConsistencyHistory history, ViolationWording words, Frame frame, int i, bool isCore)
    {
        Op op = history.Ops[i];
        double x = frame.X(history.StartTime(i));
        double end = frame.X(history.EndTime(i));
        int y = Top + frame.Lanes[op.Process] * Lane;
        string fill = !isCore ? "#e3e6ea" : op.Kind is OpKind.Read or OpKind.ReadLast or OpKind.Dequeue ? "#9ecbff" : "#ffd28a";
        string dash = op.End == Op.Never ? " stroke-dasharray=\"4 3\"" : "";
        svg.Append(CultureInfo.InvariantCulture, $"<g><title>{Safe(words.Describe(i))}</title>");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{y}\" width=\"{Math.Max(3, end - x):0.#}\" height=\"{Bar}\" "
            + $"rx=\"3\" fill=\"{fill}\" stroke=\"{(isCore ? "#444" : "#bbb")}\"{dash}/>");
        if (isCore)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 4:0.#}\" y=\"{y + 14}\">{Safe(Short(words.What(op)))}</text>");
        svg.Append("</g>");
    }

    private static void DrawContradiction(StringBuilder svg, ConsistencyHistory history, Frame frame, Violation violation)
    {
        (int early, int late) = violation.Pair;
        if (early < 0 || late < 0 || early == late)
            return;
        double x1 = frame.X(history.EndTime(early));
        double x2 = frame.X(history.StartTime(late));
        int y1 = Top + frame.Lanes[history.Ops[early].Process] * Lane + Bar / 2;
        int y2 = Top + frame.Lanes[history.Ops[late].Process] * Lane + Bar / 2;
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.#}\" y1=\"{y1}\" x2=\"{x2:0.#}\" y2=\"{y2}\" stroke=\"#c62828\" stroke-width=\"2\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x1:0.#}\" cy=\"{y1}\" r=\"4\" fill=\"#c62828\"/><circle cx=\"{x2:0.#}\" cy=\"{y2}\" r=\"4\" fill=\"#c62828\"/>");
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private static string Short(string text) => text.Length <= 40 ? text : text[..39] + "…";

    /// <summary>The part of the history that is drawn.</summary>
    private sealed record Frame(long From, long To, IReadOnlyList<int> Ops, SortedDictionary<int, int> Lanes)
    {
        public static Frame Around(ConsistencyHistory history, Violation violation)
        {
            long from = violation.Core.Min(history.StartTime);
            long to = violation.Core.Max(i => history.Ops[i].End == Op.Never ? history.StartTime(i) : history.EndTime(i));
            long margin = Math.Max(1, (long)((to - from) * Margin));
            (from, to) = (from - margin, to + margin);
            HashSet<int> keys = [.. violation.Core.Select(i => history.Ops[i].Key)];
            List<int> ops = [.. violation.Core];
            foreach (int i in Enumerable.Range(0, history.Count))
            {
                if (ops.Count >= violation.Core.Count + MostSurroundings)
                    break;
                bool near = history.StartTime(i) <= to && history.EndTime(i) >= from && history.Ops[i].End != Op.Never;
                if (near && keys.Contains(history.Ops[i].Key) && !violation.Core.Contains(i))
                    ops.Add(i);
            }

            SortedDictionary<int, int> lanes = [];
            foreach (int i in ops)
                lanes[history.Ops[i].Process] = 0;
            int next = 0;
            foreach (int process in lanes.Keys.ToArray())
                lanes[process] = next++;
            ops.Reverse();
            return new(from, to, ops, lanes);
        }

        public double X(long time) =>
            Left + Width * (double)(Math.Clamp(time, From, To) - From) / Math.Max(1, To - From);
    }
}

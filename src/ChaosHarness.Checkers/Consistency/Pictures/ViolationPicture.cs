using System.Globalization;
using System.Net;
using System.Text;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Draws a violation: clients as lanes, operations as bars, the core in colour, what else happened on the key in grey,
/// and the contradiction as a line from the end of the earlier operation to the start of the later one. Works in light
/// and dark pages.
/// </summary>
public static class ViolationPicture
{
    private const int Left = 130;
    private const int Width = 860;
    private const int Lane = 30;
    private const int Bar = 20;
    private const int Top = 10;
    private const int Foot = 26;

    // About the width of a character of 12 pixels: what has no room in its bar is written beside it.
    private const double Character = 6.6;

    private const string Style = """
        .violation{--core-write:#ffd48f;--core-read:#a8d1ff;--edge:#4a4f57;--around:#eceef1;--rest:#c9cfd6;--mark:#c62828;--lane:#eef0f3}
        @media screen and (prefers-color-scheme:dark){.violation{--around:#2a3037;--rest:#434b55;--mark:#ff6b5e;--lane:#242a31}}
        .violation text{font:12px system-ui,"Segoe UI",sans-serif;fill:currentColor}
        .violation .quiet{opacity:.65}.violation .end{text-anchor:end}.violation .middle{text-anchor:middle}.violation .in{fill:#1a1e23}
        .violation .beside{paint-order:stroke;stroke:Canvas;stroke-width:4;stroke-linejoin:round}.violation .moment{stroke:var(--lane)}
        .violation .lane{stroke:var(--lane)}.violation .bar{stroke:var(--rest);fill:var(--around)}
        .violation .core{stroke:var(--edge)}.violation .write{fill:var(--core-write)}.violation .read{fill:var(--core-read)}
        .violation .open{stroke-dasharray:4 3}.violation .mark{stroke:var(--mark);stroke-width:2;fill:var(--mark)}
        """;

    /// <summary>A self-contained SVG element, to be put into a page.</summary>
    public static string Svg(
        ConsistencyHistory history, ConsistencyModel model, Violation violation, ConsistencyOptions options)
    {
        if (violation.Core.Count == 0)
            return "";
        PictureFrame frame = PictureFrame.Around(history, violation);
        ViolationWording words = new(history, model, options);
        StringBuilder svg = new();
        int height = Top + frame.Lanes.Count * Lane + Foot;
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"violation\" viewBox=\"0 0 {Left + Width + 10} {height}\" role=\"img\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Safe(violation.Text)}</title><style>{Style}</style>");
        foreach ((int process, int lane) in frame.Lanes)
        {
            int y = Top + lane * Lane;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"4\" y=\"{y + 14}\">{Safe(words.Client(process))}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"lane\" x1=\"4\" x2=\"{Left + Width}\" y1=\"{y + Lane - 5}\" y2=\"{y + Lane - 5}\"/>");
        }

        DrawTimes(svg, words, frame, height);
        foreach (int i in frame.Surroundings)
            DrawBar(svg, history, words, frame, i, "bar");
        string dots = DrawContradiction(svg, history, frame, violation);
        foreach (int i in violation.Core)
            DrawCore(svg, history, words, frame, i);
        svg.Append(dots);
        return svg.Append("</svg>").ToString();
    }

    /// <summary>A whole page with the violations of a result, each with its sentences, operations and picture.</summary>
    public static string Html(ConsistencyHistory history, ConsistencyModel model, ConsistencyResult result)
    {
        StringBuilder html = new();
        foreach (Violation violation in result.Violations)
        {
            string where = violation.Key.Length == 0 ? "" : $" on key {violation.Key}";
            html.Append(CultureInfo.InvariantCulture, $"<section><h2>{ConsistencyText.Name(violation.Anomaly)}{Safe(where)}</h2>\n");
            html.Append(CultureInfo.InvariantCulture, $"<p>{Safe(violation.Text)}</p>\n");
            html.Append(Svg(history, model, violation, new())).Append("\n<ul>");
            foreach (string operation in violation.Operations)
                html.Append(CultureInfo.InvariantCulture, $"<li>{Safe(operation)}</li>");
            html.Append("</ul></section>\n");
        }

        string numbers = string.Create(
            CultureInfo.InvariantCulture, $"{result.Operations:N0} operations, {result.Keys:N0} keys. {result.Claim}");
        return Page(result.Verdict.ToString().ToLowerInvariant(), [numbers, .. result.Undecided], html.ToString());
    }

    /// <summary>A page around something.</summary>
    internal static string Page(string verdict, IReadOnlyList<string> sentences, string content)
    {
        StringBuilder html = new();
        html.Append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">");
        html.Append("<title>Consistency</title><style>body{font:15px/1.5 system-ui,sans-serif;max-width:1040px;margin:2rem auto;padding:0 1rem}");
        html.Append("li{font-family:ui-monospace,monospace;font-size:13px}section{margin:2rem 0}h2{font-size:1.2rem}</style></head><body>");
        html.Append(CultureInfo.InvariantCulture, $"<h1>Consistency: {verdict}</h1>\n");
        foreach (string sentence in sentences)
            html.Append(CultureInfo.InvariantCulture, $"<p>{Safe(sentence)}</p>\n");
        return html.Append(content).Append("</body></html>\n").ToString();
    }

    private static (double X, double Width, int Y) DrawBar(
        StringBuilder svg, ConsistencyHistory history, ViolationWording words, PictureFrame frame, int i, string style)
    {
        Op op = history.Ops[i];
        double x = Left + Width * frame.At(history.StartTime(i));
        double width = Math.Max(3, Left + Width * frame.At(history.EndTime(i)) - x);
        int y = Top + frame.Lanes[op.Process] * Lane;
        string open = op.End == Op.Never ? " open" : "";
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}{open}\" x=\"{x:0.#}\" y=\"{y}\" width=\"{width:0.#}\" height=\"{Bar}\" rx=\"2\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Safe(words.Describe(i))}</title></rect>");
        return (x, width, y);
    }

    private static void DrawCore(
        StringBuilder svg, ConsistencyHistory history, ViolationWording words, PictureFrame frame, int i)
    {
        Op op = history.Ops[i];
        string style = op.Kind is OpKind.Read or OpKind.ReadLast or OpKind.Dequeue ? "core read" : "core write";
        (double x, double width, int y) = DrawBar(svg, history, words, frame, i, style);
        string text = Short(words.What(op));
        double needed = text.Length * Character + 8;
        (double at, string place) = needed <= width ? (x + 4, "in")
            : x + width + needed < Left + Width ? (x + width + 8, "beside") : (x - 8, "beside end");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{place}\" x=\"{at:0.#}\" y=\"{y + 14}\">{Safe(text)}</text>");
    }

    /// <summary>Draws the line, and gives the dots at its ends, which go on top of everything.</summary>
    private static string DrawContradiction(
        StringBuilder svg, ConsistencyHistory history, PictureFrame frame, Violation violation)
    {
        (int early, int late) = violation.Pair;
        if (early < 0 || late < 0 || early == late)
            return "";
        double x1 = Left + Width * frame.At(history.EndTime(early));
        double x2 = Left + Width * frame.At(history.StartTime(late));
        int y1 = Top + frame.Lanes[history.Ops[early].Process] * Lane + Bar / 2;
        int y2 = Top + frame.Lanes[history.Ops[late].Process] * Lane + Bar / 2;
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"mark\" x1=\"{x1:0.#}\" y1=\"{y1}\" x2=\"{x2:0.#}\" y2=\"{y2}\"/>");
        return Dot(x1, y1) + Dot(x2, y2);
    }

    private static string Dot(double x, int y) =>
        string.Create(CultureInfo.InvariantCulture, $"<circle class=\"mark\" cx=\"{x:0.#}\" cy=\"{y}\" r=\"3.5\"/>");

    /// <summary>When operations of the core begin and end; where labels would meet, the later one is left out.</summary>
    private static void DrawTimes(StringBuilder svg, ViolationWording words, PictureFrame frame, int height)
    {
        double free = 0;
        for (int k = 1; k < frame.Moments.Count - 1; k++)
        {
            double x = Left + Width * frame.At(frame.Moments[k]);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"moment\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{Top - 4}\" y2=\"{height - Foot + 4}\"/>");
            string time = words.Time(frame.Moments[k]);
            double half = time.Length * Character / 2;
            if (x - half < free || x + half > Left + Width + 10)
                continue;
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"quiet middle\" x=\"{x:0.#}\" y=\"{height - 8}\">{Safe(time)}</text>");
            free = x + half + 12;
        }
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private static string Short(string text) => text.Length <= 48 ? text : text[..47] + "…";
}

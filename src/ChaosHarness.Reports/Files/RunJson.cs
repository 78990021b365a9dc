using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChaosHarness.Histories;
using ChaosHarness.Reports.Series;
using ChaosHarness.Reports.Verdicts;

namespace ChaosHarness.Reports.Files;

/// <summary>How our files are put into JSON: <c>camelCase</c> names, words for enums, seconds for durations.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(InstantConverter), typeof(SecondsConverter), typeof(VerdictConverter), typeof(VerdictClassConverter),
        typeof(RunStateConverter), typeof(FindingConverter), typeof(ByServerConverter), typeof(LostBetweenConverter),
    ])]
[JsonSerializable(typeof(FinalRead))]
[JsonSerializable(typeof(RunHeader))]
[JsonSerializable(typeof(SeriesDocument))]
[JsonSerializable(typeof(VerdictDocument))]
internal sealed partial class RunJson : JsonSerializerContext
{
    /// <summary>For files that people open; the default is for files of lines.</summary>
    public static RunJson Indented => Pretty.Context;

    /// <summary>A class of its own, so that it is made after the default and not before.</summary>
    private static class Pretty
    {
        public static readonly RunJson Context = new(new JsonSerializerOptions(Default.Options)
        {
            WriteIndented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Shared;

/// <summary>Options whose values have a form of their own; every mistake is reported, not only the first.</summary>
internal static class OptionValues
{
    private static readonly (string Unit, double Seconds)[] s_units = [("ms", 0.001), ("s", 1), ("m", 60)];

    /// <summary>A duration such as 100ms, 5s or 2m.</summary>
    public static Option<TimeSpan> Duration(string name, string description, string standard) => new(name)
    {
        Description = $"{description} Default: {standard}.",
        DefaultValueFactory = _ => ParseDuration(standard) ?? throw new FormatException(standard),
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            TimeSpan? value = ParseDuration(text);
            if (value is null)
                Complain(result, name, text, "a duration such as 100ms, 5s or 2m");
            return value ?? default;
        },
    };

    /// <summary>A size such as 64k, 512m or 1g, in bytes.</summary>
    public static Option<long> Size(string name, string description) => new(name)
    {
        Description = description,
        Required = true,
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            long? value = ParseSize(text);
            if (value is null)
                Complain(result, name, text, "a size such as 64k, 512m or 1g");
            return value ?? 0;
        },
    };

    /// <summary>An address and a port to listen on.</summary>
    public static Option<IPEndPoint?> Listen(string name, string description) => new(name)
    {
        Description = description,
        Required = true,
        CustomParser = result => Parse(result, name, ParseEndPoint, "address:port such as 127.0.0.1:7000 or [::]:7000"),
    };

    /// <summary>The address of a program that speaks HTTP.</summary>
    public static Option<Uri?> Http(string name, string description) => new(name)
    {
        Description = description,
        Required = true,
        CustomParser = result => Parse(result, name, ParseHttp, "an address such as http://127.0.0.1:7000"),
    };

    /// <summary>Reads a duration, or gives null.</summary>
    public static TimeSpan? ParseDuration(string text)
    {
        foreach ((string unit, double seconds) in s_units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return number * seconds <= TimeSpan.FromDays(1).TotalSeconds ? TimeSpan.FromSeconds(number * seconds) : null;
            }
        }

        return null;
    }

    /// <summary>Reads a size of at most 1024 GiB as bytes, or gives null. k, m and g are powers of 1024.</summary>
    public static long? ParseSize(string text)
    {
        int power = text.Length > 1 ? "kmg".IndexOf(text[^1], StringComparison.Ordinal) + 1 : 0;
        return power > 0 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number > 0 && (long)number << (10 * power) is > 0 and <= 1L << 40 and long bytes ? bytes : null;
    }

    private static IPEndPoint? ParseEndPoint(string text) =>
        text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out IPEndPoint? found) && found.Port > 0 ? found : null;

    private static Uri? ParseHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? found) && found.Scheme == Uri.UriSchemeHttp ? found : null;

    private static T? Parse<T>(ArgumentResult result, string name, Func<string, T?> parse, string wanted)
        where T : class
    {
        string text = result.Tokens[^1].Value;
        T? value = parse(text);
        if (value is null)
            Complain(result, name, text, wanted);
        return value;
    }

    private static void Complain(ArgumentResult result, string name, string text, string wanted) =>
        result.AddError($"{name} is '{text}', not {wanted}.");
}

namespace WebApp.Endpoints;

/// <summary>Keys come from clients: they have a limit, and a bad one is refused before it reaches the store.</summary>
internal static class Keys
{
    public const int MaxLength = 200;

    /// <summary>Refuses requests whose route value <c>key</c> is no key.</summary>
    public static TBuilder RequireKey<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter(async (context, next) =>
            IsKey(context.HttpContext.GetRouteValue("key") as string)
                ? await next(context)
                : Problems.BadRequest(
                    $"A key has 1 to {MaxLength} characters: letters, digits, '-', '_', '.' and ':'."));

    public static bool IsKey(string? key) =>
        key is { Length: > 0 and <= MaxLength }
        && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}

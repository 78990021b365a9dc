using System.Net;

namespace WebApp.Storage.Redis;

/// <summary>Who is master in the eyes of one sentinel.</summary>
/// <param name="Master">Where the master listens.</param>
/// <param name="ConfigEpoch">
/// The version of that knowledge: every failover takes a new, higher one, so that of two views the one with the
/// higher epoch is the newer, whichever sentinel it comes from.
/// </param>
internal sealed record MasterView(EndPoint Master, long ConfigEpoch)
{
    /// <summary>The newer of two views, either of which may be missing.</summary>
    public static MasterView? Newer(MasterView? one, MasterView? other) =>
        one is null || (other is not null && other.ConfigEpoch > one.ConfigEpoch) ? other : one;
}

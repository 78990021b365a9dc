namespace WebApp.Storage;

/// <summary>Whether the store can serve right now, for load balancers and people.</summary>
internal interface IStoreStatus
{
    StoreStatus Status { get; }
}

/// <param name="Ready">A primary node is known, proved its role and answered recently.</param>
/// <param name="Node">That node as address:port, or null.</param>
/// <param name="Detail">One line for people.</param>
internal sealed record StoreStatus(bool Ready, string? Node, string Detail);

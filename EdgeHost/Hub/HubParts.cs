using SegEdge.EdgeHost.Security;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What a hub is made of, opened; the owner disposes it.</summary>
/// <param name="Key">Null: nothing is signed, so nothing is sent.</param>
/// <param name="Folder">Of counter and quarantine.</param>
internal sealed record HubParts(IFleetStore Store, SigningKey? Key, string Folder, IReadOnlyList<string> Warnings) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync().ConfigureAwait(false);
        Key?.Dispose();
    }
}

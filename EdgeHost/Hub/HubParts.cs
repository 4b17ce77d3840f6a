using SegEdge.EdgeHost.Security;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What a hub is made of, opened; the owner disposes it.</summary>
/// <param name="Key">Null: nothing is signed, so nothing is sent.</param>
/// <param name="Folder">Of counter, quarantine and the keys of sessions.</param>
/// <param name="Accounts">The file of those who may sign in.</param>
/// <param name="ProxySecret">Null: no proxy signs people in.</param>
internal sealed record HubParts(IReviewStore Store, SigningKey? Key, string Folder, string Accounts, string? ProxySecret, IReadOnlyList<string> Warnings) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync().ConfigureAwait(false);
        Key?.Dispose();
    }
}

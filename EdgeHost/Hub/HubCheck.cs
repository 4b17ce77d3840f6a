using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Security;
using SegEdge.Fleet.Hub;
using SegEdge.Fleet.Store;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Hub;

/// <summary>Opens everything that a hub needs, and lists all that cannot be opened at once.</summary>
internal static class HubCheck
{
    /// <param name="found">Problems of the configuration itself, listed with the rest.</param>
    /// <exception cref="UsageException">Every problem.</exception>
    public static async Task<HubParts> RunAsync(SegEdgeOptions options, IReadOnlyList<string> found, CancellationToken cancellation)
    {
        var problems = new List<string>(found);
        var warnings = SecurityCheck.RunHub(options, problems).ToList();
        if (!Ports.IsFree(options.Dashboard.Port))
            problems.Add($"Dashboard:Port: port {options.Dashboard.Port} on 127.0.0.1 is in use by another program. Stop it, or set another port.");
        var folder = FolderOf(options.Hub);
        var secret = ProxyCheck.Read(options.Review.Proxy, problems);
        if (options.Review.Proxy.UserHeader is not { Length: > 0 } && !File.Exists(AccountsOf(options)))
            warnings.Add($"{AccountsOf(options)}: no accounts yet, so only health and metrics are served. Add one: segedge hub users add NAME --role admin.");
        var key = ReadKey(options.Hub, problems);
        if (key is null && options.Hub.KeyFile is not { Length: > 0 })
            warnings.Add("Hub:KeyFile is empty: no receipts are sent, so devices with Outbox:Confirm=archive keep every record and send it again. Make a key with 'segedge keys command'.");
        var store = await OpenStoreAsync(options.Hub, folder, problems, cancellation).ConfigureAwait(false);
        if (problems.Count == 0) return new(store!, key, folder, AccountsOf(options), secret, warnings);

        if (store is not null) await store.DisposeAsync().ConfigureAwait(false);
        key?.Dispose();
        throw new UsageException([.. problems.Distinct()]);
    }

    public static string FolderOf(HubOptions hub) => hub.Folder == "auto" ? Path.Combine(UserData.Folder, "hub") : hub.Folder;

    public static string AccountsOf(SegEdgeOptions options) => options.Review.Accounts == "auto" ? Path.Combine(FolderOf(options.Hub), "accounts.json") : options.Review.Accounts;

    private static SigningKey? ReadKey(HubOptions hub, List<string> problems)
    {
        if (hub.KeyFile is not { Length: > 0 } path) return null;
        try
        {
            var key = SigningKey.Read(path);
            if (key.IsPrivate) return key;
            key.Dispose();
            problems.Add($"Hub:KeyFile: {path} is a public key, expected the private one ('command.key' of 'segedge keys command').");
        }
        catch (UsageException e)
        {
            problems.Add($"Hub:KeyFile: {e.Message}");
        }

        return null;
    }

    private static async Task<IReviewStore?> OpenStoreAsync(HubOptions hub, string folder, List<string> problems, CancellationToken cancellation)
    {
        if (hub.Store == HubStore.Postgres && hub.Postgres is not { Length: > 0 })
        {
            problems.Add("Hub:Postgres: is empty while Hub:Store is Postgres, expected a connection string such as 'Host=db;Database=segedge;Username=hub'.");
            return null;
        }

        if (hub.Store == HubStore.Embedded && hub.SharedGroup is { Length: > 0 })
            problems.Add($"Hub:SharedGroup: is '{hub.SharedGroup}' while Hub:Store is Embedded: each worker would keep a part, and take the others' part for holes. "
                + "Set Hub:Store=Postgres, or leave SharedGroup empty.");
        if (problems.Count > 0) return null; // what follows makes folders and tables
        try
        {
            return hub.Store == HubStore.Postgres
                ? await PostgresFleetStore.OpenAsync(hub.Postgres!, TimeProvider.System, hub.BlobPatience, cancellation).ConfigureAwait(false)
                : new EmbeddedFleetStore(folder, TimeProvider.System, hub.BlobPatience);
        }
        catch (FleetStoreException e)
        {
            problems.Add($"Hub:Store: {e.Message}");
            return null;
        }
    }
}

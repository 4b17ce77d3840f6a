using System.Net.Sockets;
using System.Security.Cryptography;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Security;
using SegEdge.Fleet.Store;
using SegEdge.Pipeline;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Hub;

/// <summary>The hub of <c>segedge demo</c>: on the demo's own broker, with an account that is made anew at each start.</summary>
internal sealed class DemoHub : IAsyncDisposable
{
    public const string User = "demo";

    private const int WantedPort = 8081;

    private readonly int _broker;
    private readonly HubParts _parts;
    private readonly HubHost _host;

    private DemoHub(int broker, HubParts parts, HubHost host, string password) => (_broker, _parts, _host, Password) = (broker, parts, host, password);

    public string Password { get; }

    public Uri Address => _host.Address;

    /// <param name="options">Of the demo, whose broker is at <c>Broker:Port</c>.</param>
    /// <param name="configuration">For logging.</param>
    /// <returns>Null, and why, where it has no place to keep anything: the demo goes on without.</returns>
    public static (DemoHub? Hub, string? Problem) Open(SegEdgeOptions options, IConfiguration configuration)
    {
        // A second demonstration beside the first has a store that it forgets.
        var wanted = options.Hub.Folder == "auto" ? Path.Combine(UserData.Folder, "demo-hub") : options.Hub.Folder;
        foreach (var folder in new[] { wanted, Path.Combine(Path.GetTempPath(), $"segedge-demo-{Environment.ProcessId}") })
        {
            try
            {
                return (Open(options, configuration, folder), null);
            }
            catch (FleetStoreException e) when (folder == wanted)
            {
                _ = e; // expected: in use, or not ours to write
            }
            catch (Exception e) when (e is FleetStoreException or UsageException or IOException or UnauthorizedAccessException)
            {
                return (null, e.Message);
            }
        }
        return (null, null);
    }

    /// <summary>The device as one of this hub's: it keeps what it flags until a receipt says that the hub has it, in an outbox of its own. One whose records went to a broker without a hub
    /// would leave holes here that nobody can fill.</summary>
    public SegEdgeOptions Join(SegEdgeOptions options) => options with
    {
        Outbox = options.Outbox with { Confirm = ConfirmBy.Archive, Folder = options.Outbox.Folder == "auto" ? Path.Combine(_parts.Folder, "outbox") : options.Outbox.Folder },
        Commands = options.Commands with { KeysFolder = KeysFolderOf(_parts.Folder) },
    };

    /// <summary>Runs until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (!await AnswersAsync(_broker, stopping).ConfigureAwait(false)) await Task.Delay(50, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return; // expected: stopped before it began
        }
        await _host.RunAsync(stopping).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync().ConfigureAwait(false);
        await _parts.DisposeAsync().ConfigureAwait(false);
        if (!_parts.Folder.StartsWith(Path.GetTempPath(), StringComparison.Ordinal)) return;
        try
        {
            Directory.Delete(_parts.Folder, recursive: true);
        }
        catch (IOException)
        {
            // expected: somebody looks into it; the system clears its temporary files
        }
    }

    private static DemoHub Open(SegEdgeOptions options, IConfiguration configuration, string folder)
    {
        var store = new EmbeddedFleetStore(folder, TimeProvider.System);
        var accounts = Path.Combine(folder, "accounts.json");
        var password = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16);
        using (var passwords = new PasswordCheck())
        {
            var hash = passwords.Hash(password);
            new HubAccounts(accounts).Change(_ => [new(User, HubRole.Admin, hash, HubAccount.NewStamp())]);
        }
        var parts = new HubParts(store, KeyOf(folder), folder, accounts, null, []);
        var ours = options with
        {
            Hub = options.Hub with { Name = "demo-hub", Folder = folder, Store = Fleet.Hub.HubStore.Embedded, SharedGroup = null },
            Mqtt = options.Mqtt with { Host = "127.0.0.1", Port = options.Broker.Port, Tls = new(), MaxBackoff = TimeSpan.FromSeconds(2) },
            Dashboard = options.Dashboard with { Port = Ports.FreeOr(options.Dashboard.Port == WantedPort ? WantedPort + 1 : WantedPort) },
            Review = options.Review with { Proxy = new() },
        };
        return new(options.Broker.Port, parts, new HubHost(ours, configuration, parts), password);
    }

    private static SigningKey KeyOf(string folder)
    {
        var path = Path.Combine(folder, "command.key");
        if (File.Exists(path)) return SigningKey.Read(path);
        var key = SigningKey.Create();
        Directory.CreateDirectory(KeysFolderOf(folder));
        key.Save(path, Path.Combine(KeysFolderOf(folder), key.Id + ".pem"));
        return key;
    }

    private static string KeysFolderOf(string folder) => Path.Combine(folder, "keys");

    private static async Task<bool> AnswersAsync(int port, CancellationToken stopping)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync("127.0.0.1", port, stopping).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false; // expected: the device is still starting
        }
    }
}

using System.Text.Json;
using SegEdge.EdgeHost.Hub;
using SegEdge.Fleet;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary><c>segedge hub</c> at a real Mosquitto, with accounts, and with events that were archived before it started.</summary>
internal sealed class ReviewHub : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private readonly TemporaryFolder _folder;
    private readonly MosquittoProcess _broker;
    private readonly HubProcess _hub;

    private ReviewHub(TemporaryFolder folder, MosquittoProcess broker, HubProcess hub) => (_folder, _broker, _hub) = (folder, broker, hub);

    public Uri Address => _hub.Address;

    public int BrokerPort => _broker.Port;

    /// <summary>Of the hub: index, packs, accounts.</summary>
    public string Folder => _folder.File("hub");

    /// <summary>Of its process now.</summary>
    public long ResidentBytes => _hub.Process.ResidentBytes;

    public string Output => _hub.Process.Output + _hub.Process.Errors;

    public HubAccounts Accounts => new(AccountsOf(_folder));

    /// <param name="archived">Their blobs too.</param>
    /// <param name="accounts">With <see cref="Password"/>; viewer vera, operators olga and otto, admin ada by default.</param>
    public static Task<ReviewHub> StartAsync(IReadOnlyList<SampleEvent> archived, IReadOnlyList<(string Name, HubRole Role)>? accounts = null, params string[] settings) =>
        StartAsync(folder => ArchiveAsync(folder, archived), accounts, settings);

    /// <param name="fill">Given the folder of the hub that is to be.</param>
    public static async Task<ReviewHub> StartAsync(Func<string, Task> fill, IReadOnlyList<(string Name, HubRole Role)>? accounts = null, params string[] settings)
    {
        var folder = new TemporaryFolder();
        var broker = await MosquittoProcess.StartAsync();
        await fill(folder.File("hub"));
        AddAccounts(AccountsOf(folder), accounts ?? [("vera", HubRole.Viewer), ("olga", HubRole.Operator), ("otto", HubRole.Operator), ("ada", HubRole.Admin)]);
        var hub = await HubProcess.StartAsync(broker.Port, Directory.CreateDirectory(folder.File("keys")).FullName, folder.File("hub"), settings);
        return new(folder, broker, hub);
    }

    public Task<HubSession> SignedInAsync(string user) => HubSession.SignedInAsync(Address, user);

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    public static async Task ArchiveAsync(string folder, IReadOnlyList<SampleEvent> samples)
    {
        await using var store = new EmbeddedFleetStore(folder, TimeProvider.System);
        await ArchiveAsync(store, samples);
    }

    public static async Task ArchiveAsync(IFleetStore store, IReadOnlyList<SampleEvent> samples)
    {
        foreach (var some in samples.Chunk(100))
            await store.AppendAsync(new FleetBatch { Events = [.. some.Select(EventOf)], Blobs = [.. some.SelectMany(BlobsOf)] }, TestContext.Current.CancellationToken);
    }

    private static ArchivedEvent EventOf(SampleEvent sample)
    {
        var json = sample.Utf8();
        return new(FleetEvent.Of(JsonSerializer.Deserialize(json, TelemetryJson.Default.EventMessage)!, DateTimeOffset.UtcNow), json, [.. sample.Blobs.Select(blob => SampleEvent.HashOf(blob.Bytes))]);
    }

    private static IEnumerable<ArchivedBlob> BlobsOf(SampleEvent sample) => sample.Blobs.Select(blob => new ArchivedBlob(
        (string)sample.Json["site"]!, (string)sample.Json["device"]!, (string)sample.Json["epoch"]!, blob.Type, new(sample.Id, SampleEvent.HashOf(blob.Bytes), 1, 1, 0, blob.Bytes), DateTimeOffset.UtcNow));

    private static void AddAccounts(string path, IReadOnlyList<(string Name, HubRole Role)> accounts)
    {
        if (accounts.Count == 0) return;
        using var passwords = new PasswordCheck();
        var hash = passwords.Hash(Password);
        new HubAccounts(path).Change(_ => accounts.Select(account => new HubAccount(account.Name, account.Role, hash, HubAccount.NewStamp())));
    }

    private static string AccountsOf(TemporaryFolder folder) => Path.Combine(folder.File("hub"), "accounts.json");
}

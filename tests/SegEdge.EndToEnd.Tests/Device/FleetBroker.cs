using System.Collections.Concurrent;
using MQTTnet;
using MQTTnet.Formatter;
using SegEdge.EdgeHost.Cli;
using SegEdge.EdgeHost.Security;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>A real Mosquitto with the files of <c>deploy/fleet/mosquitto</c> and certificates of <c>segedge keys</c>.</summary>
internal sealed class FleetBroker : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly MosquittoProcess _mosquitto;

    private FleetBroker(TemporaryFolder folder, MosquittoProcess mosquitto) => (_folder, _mosquitto) = (folder, mosquitto);

    public int Port => _mosquitto.Port;

    public string Log => _mosquitto.Log;

    /// <summary>With ca.pem and ca.key, and whatever certificates the test makes.</summary>
    public TemporaryFolder Keys => _folder;

    /// <param name="server">Makes localhost.pem and localhost.key; null has <c>segedge keys server</c> make good ones.</param>
    /// <param name="days">Age of the authority: certificates that have expired need one that is older.</param>
    public static async Task<FleetBroker> StartAsync(Action<TemporaryFolder>? server = null, int days = 0)
    {
        var folder = new TemporaryFolder();
        if (days == 0) await KeysAsync("ca", "--out", folder.Path, "--site", "farm");
        else SiteAuthority.Create(new DirectoryInfo(folder.Path), "farm", 3000, DateTimeOffset.UtcNow.AddDays(-days)).Dispose();
        if (server is null) await KeysAsync("server", "--ca", folder.Path, "--host", "localhost", "127.0.0.1", "--out", folder.Path);
        else server(folder);
        File.Move(folder.File("localhost.pem"), folder.File("server.pem"));
        File.Move(folder.File("localhost.key"), folder.File("server.key"));
        File.Copy(Repository.Path("deploy/fleet/mosquitto/acl"), folder.File("acl"));
        return new FleetBroker(folder, await MosquittoProcess.StartWithAsync(port => File.ReadLines(Repository.Path("deploy/fleet/mosquitto/mosquitto.conf"))
            .Select(line => line.Replace("/etc/mosquitto/segedge/", folder.Path + "/", StringComparison.Ordinal)
                .Replace("/var/lib/mosquitto/", folder.Path + "/", StringComparison.Ordinal)
                .Replace("listener 8883", $"listener {port} 127.0.0.1", StringComparison.Ordinal))));
    }

    /// <summary>Runs <c>segedge keys</c>.</summary>
    public static async Task KeysAsync(params string[] arguments) => Assert.Equal(0, await CommandLine.RunAsync(["keys", .. arguments]));

    public async Task<MqttOptions> DeviceAsync(string site, string name)
    {
        if (!File.Exists(_folder.File(name + ".pem")))
            await KeysAsync("device", "--ca", _folder.Path, "--site", site, "--device", name, "--out", _folder.Path);
        return Options(name);
    }

    public async Task<MqttOptions> HubAsync()
    {
        await KeysAsync("hub", "--ca", _folder.Path, "--out", _folder.Path);
        return Options("hub");
    }

    /// <summary>A certificate that may have ended, or, with <paramref name="foreign"/>, one of another authority that calls itself the same.</summary>
    public MqttOptions Odd(string name, DateTimeOffset issued, int days, bool foreign = false)
    {
        using var authority = foreign ? SiteAuthority.Create(Directory.CreateDirectory(_folder.File("foreign")), "farm", 3000, issued) : SiteAuthority.Open(new DirectoryInfo(_folder.Path));
        var (_, pem, key) = authority.Issue(CertificateRole.Device, "farm/" + name, [], days, issued);
        NewFile.Write(_folder.File(name + ".pem"), pem);
        NewFile.WritePrivate(_folder.File(name + ".key"), key);
        return Options(name);
    }

    public MqttOptions Options(string? certificate) => new()
    {
        Host = "127.0.0.1",
        Port = Port,
        MaxBackoff = TimeSpan.FromSeconds(1),
        WillDelay = TimeSpan.Zero,
        Tls = new MqttTlsOptions
        {
            Enabled = true,
            CaFile = _folder.File(SiteAuthority.CertificateName),
            CertificateFile = certificate is null ? null : _folder.File(certificate + ".pem"),
            KeyFile = certificate is null ? null : _folder.File(certificate + ".key"),
        },
    };

    /// <summary>A client that a test drives by hand.</summary>
    /// <param name="clientId">Takes the session of that name over, if there is one.</param>
    /// <param name="heard">Gets what arrives, from the first packet on.</param>
    public static async Task<IMqttClient> ConnectAsync(MqttOptions options, string? clientId = null, ConcurrentQueue<(string Topic, string Body)>? heard = null)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        client.ApplicationMessageReceivedAsync += e =>
        {
            heard?.Enqueue((e.ApplicationMessage.Topic, e.ApplicationMessage.ConvertPayloadToString()));
            return Task.CompletedTask;
        };
        var builder = new MqttClientOptionsBuilder().WithBroker(options.Host, options.Port).WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(clientId ?? Ulid.NewUlid().ToString()).WithCleanStart(clientId is null).WithSessionExpiryInterval(clientId is null ? 0u : 3600);
        TlsLink.Open(options)!.Apply(builder);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Eventually.Patience);
        await client.ConnectAsync(builder.Build(), patience.Token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _mosquitto.DisposeAsync();
        _folder.Dispose();
    }
}

using System.Globalization;
using System.Net.Sockets;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Doctor;

/// <summary>Broker, disk, clock: what a result needs to arrive and to be dated.</summary>
internal static class LinkChecks
{
    private const string BrokerName = "broker", DiskName = "disk", ClockName = "clock";

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    public static Finding Broker(SegEdgeOptions options)
    {
        if (options.Broker.Embedded)
            return Ports.IsFree(options.Broker.Port) ? Finding.Good(BrokerName, $"embedded; port {options.Broker.Port} is free")
                : Finding.Unwise(BrokerName, $"embedded, and port {options.Broker.Port} is in use", $"If that is not the running device itself ('ss -ltnp | grep {options.Broker.Port}' names it), set another Broker:Port.");
        var where = $"{options.Mqtt.Host}:{options.Mqtt.Port}";
        try
        {
            using var client = new TcpClient();
            using var patience = new CancellationTokenSource(AnswerWithin);
            client.ConnectAsync(options.Mqtt.Host, options.Mqtt.Port, patience.Token).AsTask().GetAwaiter().GetResult();
            if (!options.Mqtt.Tls.Enabled) return Finding.Good(BrokerName, $"{where} answers");
            var files = TlsFiles.Read(options.Mqtt.Tls, DateTimeOffset.UtcNow);
            return files.Problems.Count == 0 ? Finding.Good(BrokerName, $"{where} answers; certificates can be used")
                : Finding.Bad(BrokerName, string.Join(" ", files.Problems), "Make new files with 'segedge keys', see deploy/fleet/mosquitto.");
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return Finding.Bad(BrokerName, $"{where} does not answer: {e.Message}", "Check Mqtt:Host and Mqtt:Port, name resolution and firewall. The device works on meanwhile and keeps what it sees.");
        }
    }

    public static Finding Disk(SegEdgeOptions options)
    {
        if (OutboxFolder.Of(options) is not { } folder)
            return Finding.Unwise(DiskName, "unsent events wait in memory", "Set Outbox:Folder: a kill or a power cut loses what is in memory.");
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".doctor-{Guid.NewGuid():n}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
            var held = Directory.EnumerateFiles(folder).Sum(file => new FileInfo(file).Length);
            var found = string.Create(CultureInfo.InvariantCulture, $"{folder} can be written; {free / 1e9:0.0} GB free, cap {options.Outbox.CapBytes / 1e9:0.0} GB");
            return free + held >= options.Outbox.CapBytes ? Finding.Good(DiskName, found)
                : Finding.Unwise(DiskName, found, "Make room or lower Outbox:CapBytes: the disk would be full before the outbox is.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad(DiskName, $"{folder}: {e.Message}", "Give this user the folder (chown), or set Outbox:Folder to one that is its own.");
        }
    }

    public static Finding Clock() => DeviceClock.Source() switch
    {
        ClockSource.Ntp or ClockSource.Gps or ClockSource.Ptp => Finding.Good(ClockName, $"{DateTimeOffset.UtcNow:u}, synchronised"),
        _ => Finding.Unwise(ClockName, $"{DateTimeOffset.UtcNow:u}, set by nothing that the kernel knows of", "Enable time synchronisation (timedatectl set-ntp true), or a GPS clock: signed commands and certificates need the time."),
    };
}

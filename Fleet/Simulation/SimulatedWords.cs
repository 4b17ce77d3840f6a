using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>What a simulated device says of itself: most are well, some are hot, off, cut off or silent.</summary>
internal sealed class SimulatedWords(
    SimulatedDevice device, SimulatedFleetOptions options, SimulatedPictures pictures, DeviceIdentity identity, string epoch, long lastSeq, long gaps, int index, DateTimeOffset now)
{
    public IReadOnlyList<DeviceReport> Reports()
    {
        var silent = index % 10 == 7;
        List<DeviceReport> reports =
        [
            Of(ReportKind.Birth, Birth(), TelemetryJson.Default.BirthMessage, now.AddHours(-3)),
            Of(ReportKind.Connection, new() { State = LinkOf(), BootId = identity.BootId, Session = 1, Utc = now.AddHours(-3) }, TelemetryJson.Default.ConnectionMessage, now.AddHours(-3)),
        ];
        // One that connected and never said how it is.
        if (index % 10 != 9) reports.Add(Of(ReportKind.State, State(), TelemetryJson.Default.StateMessage, silent ? now.AddMinutes(-17) : now));
        return reports;
    }

    public AuditRecord Audit() => AuditRecord.Seal(new()
    {
        Seq = 1,
        Epoch = epoch,
        Utc = now.AddHours(-3),
        Actor = "device",
        Action = AuditAction.Start,
        Subject = "segedge simulate-fleet",
        PrevHash = AuditRecord.NoHash,
        Hash = "",
    });

    private ConnectionState LinkOf() => (index % 10) switch
    {
        3 => ConnectionState.Broken,
        5 => ConnectionState.Offline,
        _ => ConnectionState.Online,
    };

    private BirthMessage Birth() => new()
    {
        BootId = identity.BootId,
        Epoch = epoch,
        Software = "segedge simulate-fleet",
        Model = SimulatedCard.ModelOf(options.Versions[^1]) with { Provider = index % 3 == 0 ? "TensorRT" : "CPU" },
        Classes = pictures.Classes,
        Cameras = [.. device.Cameras.Select(camera => new BirthCamera { Id = camera.Name, Width = pictures.Clean[0].Width, Height = pictures.Clean[0].Height })],
        FlagRules = [.. SimulatedNature.Rules.Select(rule => new BirthFlagRule { Rule = rule.Name, Threshold = 0.1, Severity = rule.Severity })],
        Confirm = ConfirmBy.Archive,
    };

    private StateMessage State()
    {
        var random = new Random(SimulatedFleet.HashOf(device.Name + "/state", options.Seed));
        var hot = index % 10 == 1;
        return new()
        {
            UptimeS = 3 * 3600 + random.Next(80_000),
            Fps = Math.Round((hot ? 14 : 24) + 6 * random.NextDouble(), 1),
            P50Ms = Math.Round((hot ? 44 : 22) + 6 * random.NextDouble(), 1),
            P95Ms = Math.Round((hot ? 88 : 34) + 12 * random.NextDouble(), 1),
            TempC = index % 10 == 4 ? null : Math.Round((hot ? 88 : 52) + 8 * random.NextDouble(), 1),
            Throttled = index % 10 == 4 ? null : hot,
            GpuMb = index % 3 == 0 ? 640 + random.Next(200) : null,
            Clock = ClockSource.Ntp,
            Mode = hot ? DeviceMode.Degraded : DeviceMode.Normal,
            Outbox = new() { Rows = random.Next(12), Bytes = random.Next(200_000), OldestS = 30 * random.NextDouble(), Inflight = random.Next(4) },
            LastSeq = new() { Event = lastSeq, Gap = gaps, Audit = 1 },
            Counters = new() { Evicted = gaps * 2, Expired = random.Next(3), Quarantined = 0, Refused = 0, LiveDropped = random.Next(40), Reconnects = random.Next(5) },
        };
    }

    private DeviceReport Of<T>(ReportKind kind, T message, JsonTypeInfo<T> type, DateTimeOffset received) =>
        new(device.Site, device.Name, kind, JsonSerializer.SerializeToUtf8Bytes(message, type), received);
}

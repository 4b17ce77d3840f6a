using System.Collections.Concurrent;
using System.Text.Json;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Hub;

/// <summary>Which devices are at the broker now, by their <c>connection</c>. Thread-safe.</summary>
internal sealed class DevicePresence
{
    private readonly ConcurrentDictionary<(string Site, string Device), ConnectionMessage> _last = new();

    public void Note(DeviceReport report)
    {
        if (report.Kind != ReportKind.Connection || JsonSerializer.Deserialize(report.Json.Span, TelemetryJson.Default.ConnectionMessage) is not { } said) return;
        _last.AddOrUpdate((report.Site, report.Device), said, (_, before) =>
            // A will that was overtaken by the next connection.
            said.State == ConnectionState.Broken && said.BootId == before.BootId && said.Session < before.Session ? before : said);
    }

    public bool IsThere(string site, string device) => BootOf(site, device) is not null;

    /// <returns>Which start of the device is at the broker now; null where none is.</returns>
    public string? BootOf(string site, string device) =>
        _last.TryGetValue((site, device), out var last) && last.State is ConnectionState.Online or ConnectionState.Degraded ? last.BootId : null;
}

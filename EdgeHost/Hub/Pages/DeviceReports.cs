using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>The last words of one device. One that cannot be read counts as one that never came: it is kept as it was sent, and what wrote it may be newer.</summary>
internal sealed record DeviceReports(string Site, string Device, Report<BirthMessage>? Birth, Report<ConnectionMessage>? Connection, Report<StateMessage>? State)
{
    public static IEnumerable<DeviceReports> Of(IEnumerable<DeviceReport> reports) => reports.GroupBy(report => (report.Site, report.Device)).Select(same => new DeviceReports(
        same.Key.Site, same.Key.Device, Read(same, ReportKind.Birth, TelemetryJson.Default.BirthMessage), Read(same, ReportKind.Connection, TelemetryJson.Default.ConnectionMessage),
        Read(same, ReportKind.State, TelemetryJson.Default.StateMessage)));

    private static Report<T>? Read<T>(IEnumerable<DeviceReport> reports, ReportKind kind, JsonTypeInfo<T> type)
    {
        if (reports.FirstOrDefault(report => report.Kind == kind) is not { } found) return null;
        try
        {
            return ReceivedJson.Read(found.Json.Span, type) is { } message ? new(message, found.ReceivedUtc) : null;
        }
        catch (JsonException)
        {
            return null; // expected: see above
        }
    }
}

using SegEdge.EdgeHost.Dashboard;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Exports;

/// <summary>What an export needs beside events and blobs. Behind it is a device or a hub.</summary>
public interface IExportContext
{
    /// <summary>For a person: whose copy this is.</summary>
    string Origin { get; }

    /// <summary>What the device's model calls its classes.</summary>
    Task<ModelClasses> ClassesAsync(string site, string device, CancellationToken ct);

    /// <summary>All that an audit pack has of an event, its card first, without its blobs.</summary>
    /// <param name="user">Who takes it: some of a review depends on that.</param>
    Task<IReadOnlyList<PackEntry>> EventEvidenceAsync(ArchivedEvent item, string? user, CancellationToken ct);

    /// <summary>What an audit pack has of a device.</summary>
    /// <param name="cards">Events of this device, at least one.</param>
    Task<IReadOnlyList<PackEntry>> DeviceEvidenceAsync(IReadOnlyList<EventMessage> cards, CancellationToken ct);

    /// <summary>Before anything is handed out.</summary>
    Task RecordAsync(ExportNote note, string? user, CancellationToken ct);
}

using SegEdge.EdgeHost.Dashboard;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Exports;

/// <summary>Exports of one device from its own memory: nobody reviews there, and nobody signs in whose exports could be written down.</summary>
internal sealed class DeviceExports(IDashboardState state) : IExportContext
{
    public string Origin
    {
        get
        {
            var now = state.Status();
            return $"device {now.Site}/{now.Device}, its own memory";
        }
    }

    public Task<ModelClasses> ClassesAsync(string site, string device, CancellationToken ct)
    {
        var now = state.Status();
        return Task.FromResult(now.Site == site && now.Device == device ? new ModelClasses(now.Model.Sha256, now.Heads) : ModelClasses.Unknown);
    }

    public Task<IReadOnlyList<PackEntry>> EventEvidenceAsync(ArchivedEvent item, string? user, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<PackEntry>>([new("event.json", item.Json, PackEntry.Json)]);

    public Task<IReadOnlyList<PackEntry>> DeviceEvidenceAsync(IReadOnlyList<EventMessage> cards, CancellationToken ct) => Task.FromResult<IReadOnlyList<PackEntry>>([]);

    public Task RecordAsync(ExportNote note, string? user, CancellationToken ct) => Task.CompletedTask;
}

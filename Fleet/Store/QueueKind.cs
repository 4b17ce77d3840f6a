namespace SegEdge.Fleet.Store;

/// <summary>All by which a queue of events can be narrowed, besides time.</summary>
public readonly record struct QueueKind(
    string Site, string Device, string Camera, string Severity, string Rule, string? Class, string? ExplanationStatus, string Model, string ModelVersion)
{
    public static QueueKind Of(FleetEvent row) =>
        new(row.Site, row.Device, row.Camera, row.Severity, row.Rule, row.Class, row.ExplanationStatus, row.Model, row.ModelVersion);

    /// <summary>Whether the filter lets it through, time and verdicts apart.</summary>
    public bool Passes(EventFilter filter) =>
        Is(filter.Site, Site) && Is(filter.Device, Device) && Is(filter.Camera, Camera) && Is(filter.Severity, Severity) && Is(filter.Rule, Rule) && Is(filter.Class, Class)
        && Is(filter.ExplanationStatus, ExplanationStatus) && Is(filter.Model, Model) && Is(filter.ModelVersion, ModelVersion);

    private static bool Is(string? wanted, string? found) => wanted is null || wanted == found;
}

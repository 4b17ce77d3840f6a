namespace SegEdge.Fleet.Analysis;

/// <summary>A part of the fleet by name; null is any.</summary>
public sealed record Slice(string? Class, string? Camera, int? Hour, string? Rule, string? Version)
{
    internal static Slice Of(SliceKey key, FleetCounts counts) => new(
        key.Class < 0 ? null : counts.Classes[key.Class],
        key.Camera < 0 ? null : counts.Cameras[key.Camera],
        key.Hour < 0 ? null : key.Hour,
        key.Rule < 0 ? null : counts.Rules[key.Rule],
        key.Version < 0 ? null : counts.Versions[key.Version]);

    public override string ToString() => string.Join(", ", Parts().Where(part => part.Value is not null).Select(part => $"{part.Name} {part.Value}"));

    private (string Name, string? Value)[] Parts() =>
    [
        ("camera", Camera), ("model", Version), ("class", Class), ("rule", Rule), ("hour", Hour is { } hour ? $"{hour:00}:00 UTC" : null),
    ];
}

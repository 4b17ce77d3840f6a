namespace SegEdge.Fleet.Analysis;

/// <summary>A slice by places in the lists of <see cref="FleetCounts"/>; -1 is any.</summary>
internal readonly record struct SliceKey(int Class, int Rule, int Camera, int Hour, int Version)
{
    public static SliceKey Of(FleetCell cell) => new(cell.Class, cell.Rule, cell.Camera, cell.Hour, cell.Version);

    public SliceKey Only(Dims dims) => new(
        dims.HasFlag(Dims.Class) ? Class : -1,
        dims.HasFlag(Dims.Rule) ? Rule : -1,
        dims.HasFlag(Dims.Camera) ? Camera : -1,
        dims.HasFlag(Dims.Hour) ? Hour : -1,
        dims.HasFlag(Dims.Version) ? Version : -1);

    public bool Holds(SliceKey cell) =>
        (Class < 0 || Class == cell.Class) && (Rule < 0 || Rule == cell.Rule) && (Camera < 0 || Camera == cell.Camera)
        && (Hour < 0 || Hour == cell.Hour) && (Version < 0 || Version == cell.Version);
}

namespace SegEdge.EdgeHost.Exports;

/// <summary>How exports are called where they are written down.</summary>
internal static class ExportKinds
{
    public const string Picture = "png", Coco = "coco", GeoJson = "geojson", Pack = "pack", Csv = "csv", CocoSet = "coco-set", PackSet = "pack-set";
}

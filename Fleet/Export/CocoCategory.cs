namespace SegEdge.Fleet.Export;

/// <summary>A category of a COCO file.</summary>
/// <param name="Id">From 1.</param>
/// <param name="Head">Of the model's heads, where it has several; COCO calls it the supercategory.</param>
public sealed record CocoCategory(int Id, string Name, string? Head);

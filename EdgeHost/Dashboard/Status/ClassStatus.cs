namespace SegEdge.EdgeHost.Dashboard;

/// <param name="Color">"#rrggbb", the same as in the masks' palette.</param>
public sealed record ClassStatus(int Index, string Name, string Color);

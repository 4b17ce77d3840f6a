namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Marks an endpoint that a page of the dashboard needs: where it is not mapped there is no link to that page.</summary>
public sealed record OffersPage(string Name);

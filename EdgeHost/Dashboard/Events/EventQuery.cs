using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>A page of events that a browser asks for.</summary>
/// <param name="Before">Only older ids; null begins with the newest.</param>
/// <param name="Second">Only what is to be looked at by a second person, and was not by this one.</param>
/// <param name="User">Who asks; null where nobody signs in.</param>
public sealed record EventQuery(int Limit, string? Before, EventFilter Filter, bool Second = false, string? User = null);

namespace SegEdge.EdgeHost.Hub.Pages;

internal sealed record Report<T>(T Message, DateTimeOffset ReceivedUtc);

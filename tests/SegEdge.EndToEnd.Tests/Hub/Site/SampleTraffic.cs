using SegEdge.Fleet.Tests.Hub;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>A sample on its way over a broker, as a device sends it: the event first.</summary>
internal static class SampleTraffic
{
    public static async Task PublishAsync(HandPublisher device, SampleEvent sample)
    {
        var place = $"segedge/v1/{(string)sample.Json["site"]!}/{(string)sample.Json["device"]!}";
        await device.SayAsync($"{place}/event/front", sample.Utf8());
        foreach (var (kind, type, bytes) in sample.Blobs)
            await device.SayAsync($"{place}/blob/front/{kind}", bytes, type, ("event", sample.Id), ("sha256", SampleEvent.HashOf(bytes)), ("epoch", (string)sample.Json["epoch"]!));
    }
}

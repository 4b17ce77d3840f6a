using System.Globalization;
using System.Text.Json;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet.Hub;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>Live masks of the cameras that a page shows. Each answer has those that changed since the one before: who is slow gets the newest, never a queue. Asking is
/// what keeps them coming, so a page that is closed costs no device anything.</summary>
internal static class LiveWallEndpoint
{
    private const int MostCameras = 64;

    // Shorter than the hub's attention, so that a page that waits is one that looks; and shorter than the usual 30 s of proxies.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public static async Task ChangesAsync(HttpContext context, HubSite site, IHostApplicationLifetime host)
    {
        if (!TryRead(context.Request.Query, out var cameras, out var after))
        {
            await Reply.ProblemAsync(context, StatusCodes.Status400BadRequest,
                $"'camera' or 'after' cannot be read: expected 1 to {MostCameras} of 'camera=SITE/DEVICE/CAMERA', and as 'after' the revision of the last answer.");
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        try
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.Headers.CacheControl = "no-store";
            await context.Response.Body.WriteAsync(await NextAsync(site.Hub!.Live, cameras, after, ending.Token), ending.Token);
        }
        catch (OperationCanceledException) { } // expected: the browser left or the host stops
    }

    private static async Task<byte[]> NextAsync(LiveMasks live, IReadOnlyList<CameraAddress> cameras, long after, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        while (true)
        {
            var (upTo, changed) = live.Look(cameras, after);
            if (changed.Count > 0 || patience.IsCancellationRequested) return Message(upTo, changed);
            try
            {
                await live.WaitAsync(upTo, patience.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested) { } // expected: nothing new; the answer says so
        }
    }

    private static byte[] Message(long upTo, IReadOnlyList<LiveCamera> changed)
    {
        var report = new LiveWall(upTo,
            [.. changed.Select(one => new LiveWallCamera(one.Address.Site, one.Address.Device, one.Address.Camera, one.Problem, one.Age?.TotalMilliseconds, [.. one.Masks.Select(mask => mask.Head ?? "")]))]);
        return LiveMessage.Encode([JsonSerializer.SerializeToUtf8Bytes(report, HubJson.Default.LiveWall), .. changed.SelectMany(one => one.Masks).Select(mask => mask.Png)]);
    }

    private static bool TryRead(IQueryCollection query, out IReadOnlyList<CameraAddress> cameras, out long after)
    {
        var names = query["camera"];
        var read = names.Select(name => name?.Split('/')).Where(name => name is { Length: 3 } && name.All(Topics.IsId)).Select(name => new CameraAddress(name![0], name[1], name[2])).Distinct().ToArray();
        (cameras, after) = (read, 0);
        return names.Count is > 0 and <= MostCameras && read.Length == names.Count
            && (!query.TryGetValue("after", out var text) || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after));
    }
}

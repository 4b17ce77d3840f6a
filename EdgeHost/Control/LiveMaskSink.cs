using System.Text.Json.Nodes;
using SegEdge.EdgeHost.Sinks;
using SegEdge.Pipeline;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Control;

/// <summary>Publishes live masks while somebody holds a lease; encodes nothing otherwise.</summary>
internal sealed class LiveMaskSink(LiveOutlet outlet, string camera, TimeProvider time) : IResultSink
{
    // Enough to steer a camera by; at 16 kB a mask, 80 kB a second of a mobile link.
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private readonly MaskEncoders _masks = new();
    private long _until = long.MinValue, _next = long.MinValue;

    public ValueTask<JsonObject?> LeaseAsync(DeviceCommand command, CancellationToken cancellation)
    {
        var lease = command.Arguments(TelemetryJson.Default.LiveArguments);
        if (lease.Camera != camera) throw new CommandException(CommandReason.BadArguments, $"This device has the camera '{camera}' and no other.");
        if (lease.Seconds is < 0 or > LiveArguments.MostSeconds)
            throw new CommandException(CommandReason.BadArguments, $"'seconds' is {lease.Seconds}, expected 0 to {LiveArguments.MostSeconds}.");
        Volatile.Write(ref _until, time.GetTimestamp() + lease.Seconds * time.TimestampFrequency);
        return ValueTask.FromResult<JsonObject?>(new() { ["seconds"] = lease.Seconds });
    }

    public ValueTask FrameAsync(FrameResult result)
    {
        var now = time.GetTimestamp();
        if (now >= Volatile.Read(ref _until) || now < _next) return ValueTask.CompletedTask;
        _next = now + (long)(Between.TotalSeconds * time.TimestampFrequency);
        var (heads, masks) = (result.Segmentation.Heads, _masks.For(result.ServedBy.Package.Manifest));
        for (var h = 0; h < heads.Count; h++)
            outlet.Offer(new(camera, masks.Encode(h, heads[h], result.Letterbox), heads.Count > 1 ? heads[h].Head : null));
        return ValueTask.CompletedTask;
    }
}

using System.Text.Json.Nodes;
using SegEdge.EdgeHost.Sinks;
using SegEdge.Pipeline;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Control;

/// <summary>Publishes live masks of a camera while somebody holds a lease of it; encodes nothing otherwise.</summary>
internal sealed class LiveMaskSink(LiveOutlet outlet, IReadOnlyList<string> cameras, TimeProvider time) : IResultSink
{
    // Enough to steer a camera by; at 16 kB a mask, 80 kB a second of a mobile link.
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private readonly MaskEncoders _masks = new();
    private readonly Dictionary<string, Lease> _leases = cameras.ToDictionary(camera => camera, _ => new Lease());

    public ValueTask<JsonObject?> LeaseAsync(DeviceCommand command, CancellationToken cancellation)
    {
        var asked = command.Arguments(TelemetryJson.Default.LiveArguments);
        if (!_leases.TryGetValue(asked.Camera, out var lease))
            throw new CommandException(CommandReason.BadArguments, cameras.Count == 1 ? $"This device has the camera '{cameras[0]}' and no other." : $"This device has the cameras {string.Join(", ", cameras)} and no other.");
        if (asked.Seconds is < 0 or > LiveArguments.MostSeconds)
            throw new CommandException(CommandReason.BadArguments, $"'seconds' is {asked.Seconds}, expected 0 to {LiveArguments.MostSeconds}.");
        Volatile.Write(ref lease.Until, time.GetTimestamp() + asked.Seconds * time.TimestampFrequency);
        return ValueTask.FromResult<JsonObject?>(new() { ["seconds"] = asked.Seconds });
    }

    public ValueTask FrameAsync(FrameResult result)
    {
        var now = time.GetTimestamp();
        if (!_leases.TryGetValue(result.Camera, out var lease) || now >= Volatile.Read(ref lease.Until) || now < lease.Next) return ValueTask.CompletedTask;
        lease.Next = now + (long)(Between.TotalSeconds * time.TimestampFrequency);
        var (heads, masks) = (result.Segmentation.Heads, _masks.For(result.ServedBy.Package.Manifest));
        for (var h = 0; h < heads.Count; h++)
            outlet.Offer(new(result.Camera, masks.Encode(h, heads[h], result.Letterbox), heads.Count > 1 ? heads[h].Head : null));
        return ValueTask.CompletedTask;
    }

    private sealed class Lease
    {
        public long Until = long.MinValue, Next = long.MinValue;
    }
}

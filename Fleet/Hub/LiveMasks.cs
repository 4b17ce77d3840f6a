using System.Buffers;
using MQTTnet;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Hub;

/// <summary>Live masks of the cameras at which somebody looks: asks their devices for leases (command <c>live</c> of docs/contract) for as long as somebody does, and
/// has the newest mask of each, never an older one. Thread-safe.</summary>
public sealed class LiveMasks
{
    /// <summary>Of one hub at once; each camera costs its device's link up to 80 kB a second.</summary>
    public const int MostCameras = 256;

    /// <summary>Nobody looks who has not asked for this long.</summary>
    internal static readonly TimeSpan Attention = TimeSpan.FromSeconds(15);

    private const string Away = "The device is not at the broker.";

    // Each is a command in the device's audit chain, so not too short; the end is sent too, so that nobody's link pays for the rest of it.
    private const int LeaseS = 60;

    // The contract promises 16 kB; four times that is a broken or hostile sender.
    private const int MostBytes = 64 << 10;

    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];
    private static readonly TimeSpan RenewBefore = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Dictionary<CameraAddress, WatchedCamera> _watched = [];
    private readonly DevicePresence _presence;
    private readonly bool _mayAsk;
    private readonly TimeProvider _time;
    private TaskCompletionSource _changed = NewSignal();
    private long _revision;

    /// <param name="mayAsk">Whether this hub has a key to ask with.</param>
    internal LiveMasks(DevicePresence presence, bool mayAsk, TimeProvider time) => (_presence, _mayAsk, _time) = (presence, mayAsk, time);

    /// <summary>Looks at <paramref name="cameras"/>, which keeps their masks coming for <see cref="Attention"/>.</summary>
    /// <returns>Those of them that changed after revision <paramref name="after"/>, and the revision up to which that is all.</returns>
    public (long UpTo, IReadOnlyList<LiveCamera> Changed) Look(IEnumerable<CameraAddress> cameras, long after)
    {
        lock (_gate)
        {
            if (after > _revision) after = 0; // of a hub that was here before
            var now = _time.GetTimestamp();
            var changed = new List<LiveCamera>();
            foreach (var address in cameras)
            {
                if (!_watched.TryGetValue(address, out var camera))
                {
                    if (_watched.Count >= MostCameras)
                    {
                        changed.Add(new(address, _revision, $"{MostCameras} cameras are live at this hub already; close a wall somewhere.", null, []));
                        continue;
                    }
                    _watched[address] = camera = new() { Problem = _mayAsk ? null : "This hub has no key to ask with. Set Hub:KeyFile (segedge keys command).", Revision = ++_revision };
                }

                camera.LookedAt = now;
                if (camera.Revision > after) changed.Add(new(address, camera.Revision, camera.Problem, camera.MaskAt is { } at ? _time.GetElapsedTime(at, now) : null, camera.Masks));
            }

            return (_revision, changed);
        }
    }

    /// <summary>Until something changes after <paramref name="revision"/>, of whatever camera.</summary>
    public Task WaitAsync(long revision, CancellationToken cancellation)
    {
        lock (_gate) return _revision > revision ? Task.CompletedTask : _changed.Task.WaitAsync(cancellation);
    }

    /// <summary>Passes over what nobody looks at, and what is no mask.</summary>
    /// <param name="address">Of a live mask.</param>
    internal void Take(TopicAddress address, MqttApplicationMessage message)
    {
        if (message.Payload.Length > MostBytes) return;
        lock (_gate)
        {
            if (!_watched.TryGetValue(new(address.Site, address.Device, address.Camera!), out var camera)) return;
            var png = message.Payload.ToArray(); // only on loan here
            if (!png.AsSpan().StartsWith(PngSignature)) return;
            camera.Show(WireProperty.Read(message, WireProperty.Head) is { Length: <= 64 } head ? head : "", png, _time.GetTimestamp());
            Changed(camera);
        }
    }

    /// <summary>A device does not do what it was asked for.</summary>
    internal void Refused(string site, string device, string words)
    {
        lock (_gate)
        {
            foreach (var (_, camera) in _watched.Where(one => (one.Key.Site, one.Key.Device) == (site, device))) Explain(camera, $"The device refuses: {words}");
        }
    }

    /// <summary>Asks for what is looked at, and ends what is not any more.</summary>
    /// <param name="ask">Tells a device for how many seconds; 0 ends a lease. Returns whether that went out.</param>
    internal async Task RenewAsync(Func<CameraAddress, int, Task<bool>> ask)
    {
        foreach (var (address, seconds, boot) in Due())
            if (await ask(address, seconds).ConfigureAwait(false)) Asked(address, seconds, boot);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private List<(CameraAddress Address, int Seconds, string Boot)> Due()
    {
        lock (_gate)
        {
            var (now, due) = (_time.GetTimestamp(), new List<(CameraAddress, int, string)>());
            foreach (var (address, camera) in _watched.ToArray())
            {
                var boot = _presence.BootOf(address.Site, address.Device);
                if (_time.GetElapsedTime(camera.LookedAt, now) > Attention)
                {
                    _watched.Remove(address);
                    if (boot is not null && boot == camera.LeasedBoot && camera.LeasedUntil > now) due.Add((address, 0, boot));
                }
                else if (!_mayAsk) continue;
                else if (boot is null) Explain(camera, Away);
                else
                {
                    if (camera.Problem == Away) Explain(camera, null);
                    if (boot != camera.LeasedBoot || _time.GetElapsedTime(now, camera.LeasedUntil) < RenewBefore) due.Add((address, LeaseS, boot));
                }
            }

            return due;
        }
    }

    private void Asked(CameraAddress address, int seconds, string boot)
    {
        lock (_gate)
        {
            if (!_watched.TryGetValue(address, out var camera)) return;
            (camera.LeasedBoot, camera.LeasedUntil) = (boot, _time.GetTimestamp() + (seconds * _time.TimestampFrequency));
        }
    }

    private void Explain(WatchedCamera camera, string? problem)
    {
        if (camera.Problem == problem) return;
        camera.Problem = problem;
        Changed(camera);
    }

    private void Changed(WatchedCamera camera)
    {
        camera.Revision = ++_revision;
        _changed.TrySetResult();
        _changed = NewSignal();
    }
}

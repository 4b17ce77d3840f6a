using SegEdge.Camera;
using SegEdge.Camera.Clips;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Clips;

/// <summary>The device's clips, whether or not it can keep any: each camera records its own, all in one folder under one quota.</summary>
internal sealed partial class EventClips : IEventClips, IDisposable
{
    public const string NoPackets = "the source has no encoded packets: only rtsp:// cameras send any";

    private const int MostReason = 512;

    private readonly ClipOptions _options;
    private readonly ClipStore? _store;
    private readonly Dictionary<string, CameraClips> _cameras = [];
    private readonly string? _absent;

    /// <param name="sources">Of the cameras in use, in their order.</param>
    public EventClips(SegEdgeOptions options, IReadOnlyList<IFrameSource> sources, TimeProvider time, ILogger<EventClips> log)
    {
        _options = options.Clips;
        if (!_options.Enabled) return;
        try
        {
            // Also without packets: those of an earlier camera can be fetched.
            _store = ClipStore.Open(ClipFolder.Of(options), _options.QuotaBytes);
            foreach (var clip in _store.Recovered) LogRecovered(log, clip);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _absent = $"Clips:Folder '{ClipFolder.Of(options)}' cannot be used: {e.Message}";
            LogAbsent(log, _absent);
            return;
        }
        foreach (var (camera, source) in options.EffectiveCameras.Zip(sources))
        {
            var ring = (source as IPacketSource)?.Packets;
            if (ring is null) LogAbsentOf(log, camera.Name, NoPackets);
            _cameras[camera.Name] = new CameraClips(ring, ring is null ? null : new ClipRecorder(_options, ring, _store, time, log));
        }
    }

    public ClipCounts Counts
    {
        get
        {
            if (_store is null) return default;
            var (stored, bytes, evicted) = _store.Counts;
            long written = 0, cut = 0, errors = 0;
            foreach (var counts in Recorders.Select(recorder => recorder.Counts)) (written, cut, errors) = (written + counts.Written, cut + counts.Cut, errors + counts.Errors);
            return new(stored, bytes, written, evicted, cut, errors);
        }
    }

    public long QuotaBytes => _options.Enabled ? _options.QuotaBytes : 0;

    public long MemoryBytes => _cameras.Values.Sum(camera => camera.Ring?.Bytes ?? 0);

    /// <summary>Why clips are not as they should be, in words for people.</summary>
    public IEnumerable<string> Reasons
    {
        get
        {
            if (_absent is not null) yield return $"clips: {_absent}.";
            foreach (var (name, (ring, recorder)) in _cameras)
            {
                var clips = _cameras.Count == 1 ? "clips" : $"clips of camera '{name}'";
                if (AbsentOf(ring) is { } absent) yield return $"{clips}: {absent}.";
                if (recorder?.Problem is { } problem) yield return $"{clips}: the last one ended before its time: {problem}.";
                if (ring is { IsShort: true }) yield return $"{clips}: Clips:MemoryBytes of {_options.MemoryBytes} do not hold {_options.PreSeconds} s of this camera: clips begin later. Raise it.";
            }
        }
    }

    /// <returns>What the event says; null where clips are off.</returns>
    public ClipInfo? Keep(string camera, string eventId, long capturedAt)
    {
        var (ring, recorder) = _cameras.GetValueOrDefault(camera) ?? CameraClips.None;
        if (!_options.Enabled) return null;
        if ((_absent ?? AbsentOf(ring)) is not { } absent) return recorder?.Keep(eventId, capturedAt);
        return new() { State = ClipState.None, Reason = absent.Length <= MostReason ? absent : absent[..MostReason] };
    }

    public string? Find(string eventId) => _store?.Find(eventId);

    public bool IsBeingWritten(string eventId) => Recorders.Any(recorder => recorder.IsOpen(eventId));

    /// <summary>Deletes the clip that this event is in, for all that share it.</summary>
    /// <returns>False where there is none.</returns>
    /// <exception cref="IOException">It is still there.</exception>
    public bool Erase(string eventId) => Recorders.Any(recorder => recorder.Erase(eventId)) || _store?.Erase(eventId) == true;

    public void Dispose()
    {
        foreach (var recorder in Recorders) recorder.Dispose();
        _store?.Dispose();
    }

    private IEnumerable<ClipRecorder> Recorders => _cameras.Values.Select(camera => camera.Recorder).OfType<ClipRecorder>();

    // Where clips are on and there can be none.
    private static string? AbsentOf(PacketRing? ring) => ring is null ? NoPackets
        : ring.UnknownType is { } type ? $"the camera's video is neither H.264 nor H.265 (stream type 0x{type:X2})" : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Clip that an earlier run was writing: {Clip}")]
    private static partial void LogRecovered(ILogger log, string clip);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No clips are kept: {Why}.")]
    private static partial void LogAbsent(ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No clips of camera '{Camera}' are kept: {Why}.")]
    private static partial void LogAbsentOf(ILogger log, string camera, string why);

    /// <summary>Both null for a camera that sends no packets.</summary>
    private sealed record CameraClips(PacketRing? Ring, ClipRecorder? Recorder)
    {
        public static CameraClips None { get; } = new(null, null);
    }
}

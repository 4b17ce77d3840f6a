using SegEdge.Camera;
using SegEdge.Camera.Clips;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Clips;

/// <summary>The device's clips, whether or not it can keep any.</summary>
internal sealed partial class EventClips : IEventClips, IDisposable
{
    public const string NoPackets = "the source has no encoded packets: only rtsp:// cameras send any";

    private const int MostReason = 512;

    private readonly ClipOptions _options;
    private readonly PacketRing? _ring;
    private readonly ClipStore? _store;
    private readonly ClipRecorder? _recorder;
    private readonly string? _absent;

    public EventClips(SegEdgeOptions options, IFrameSource source, TimeProvider time, ILogger<EventClips> log)
    {
        _options = options.Clips;
        if (!_options.Enabled) return;
        _ring = (source as IPacketSource)?.Packets;
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
        if (_ring is null) LogAbsent(log, _absent = NoPackets);
        else _recorder = new(_options, _ring, _store, time, log);
    }

    public ClipCounts Counts => _recorder?.Counts ?? (_store is { Counts: var held } ? new(held.Stored, held.Bytes, 0, 0, 0, 0) : default);

    public long QuotaBytes => _options.Enabled ? _options.QuotaBytes : 0;

    public long MemoryBytes => _ring?.Bytes ?? 0;

    /// <summary>Why clips are not as they should be, in words for people.</summary>
    public IEnumerable<string> Reasons
    {
        get
        {
            if (Absent is { } absent) yield return $"clips: {absent}.";
            if (_recorder?.Problem is { } problem) yield return $"clips: the last one ended before its time: {problem}.";
            if (_ring is { IsShort: true }) yield return $"clips: Clips:MemoryBytes of {_options.MemoryBytes} do not hold {_options.PreSeconds} s of this camera: clips begin later. Raise it.";
        }
    }

    /// <returns>What the event says; null where clips are off.</returns>
    public ClipInfo? Keep(string eventId, long capturedAt)
    {
        if (Absent is not { } absent) return _recorder?.Keep(eventId, capturedAt);
        return new() { State = ClipState.None, Reason = absent.Length <= MostReason ? absent : absent[..MostReason] };
    }

    public string? Find(string eventId) => _store?.Find(eventId);

    public bool IsBeingWritten(string eventId) => _recorder?.IsOpen(eventId) == true;

    /// <summary>Deletes the clip that this event is in, for all that share it.</summary>
    /// <returns>False where there is none.</returns>
    /// <exception cref="IOException">It is still there.</exception>
    public bool Erase(string eventId) => _recorder?.Erase(eventId) == true || _store?.Erase(eventId) == true;

    public void Dispose()
    {
        _recorder?.Dispose();
        _store?.Dispose();
    }

    // Where clips are on and there can be none.
    private string? Absent => _absent ?? UnknownType;

    private string? UnknownType => _ring?.UnknownType is { } type ? $"the camera's video is neither H.264 nor H.265 (stream type 0x{type:X2})" : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Clip that an earlier run was writing: {Clip}")]
    private static partial void LogRecovered(ILogger log, string clip);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No clips are kept: {Why}.")]
    private static partial void LogAbsent(ILogger log, string why);
}

using SegEdge.Camera.Clips;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Clips;

/// <summary>Writes what the ring holds around flagged frames, on a thread of its own: no frame and no packet waits for the disk.</summary>
/// <remarks>The ring is the only buffer. A disk that is too slow costs the end of a clip, never memory. Packets are matched to frames by arrival: a
/// picture is read here some tens of milliseconds after its packets, so they lie before its capture time, well within the seconds before it.</remarks>
internal sealed partial class ClipRecorder : IDisposable
{
    // A second clip begins while the first is finished; more at once mean that the disk hangs.
    private const int MostOpen = 4;

    // How often a growing clip is written; and how long a camera that went away may keep its clip open.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200), Late = TimeSpan.FromSeconds(2), DiskTakes = TimeSpan.FromSeconds(10);

    private readonly ClipOptions _options;
    private readonly PacketRing _ring;
    private readonly ClipStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly List<OpenClip> _open = [];
    private readonly AutoResetEvent _wake = new(false);
    private readonly byte[] _buffer = new byte[256 * 188];
    private readonly Thread _thread;
    private volatile bool _stopping;
    private volatile string? _problem;
    private long _written, _cut, _errors;

    public ClipRecorder(ClipOptions options, PacketRing ring, ClipStore store, TimeProvider time, ILogger log)
    {
        (_options, _ring, _store, _time, _log) = (options, ring, store, time, log);
        _thread = new Thread(Run) { IsBackground = true, Name = "writes clips" };
        _thread.Start();
    }

    /// <summary>Why the last clip is not what it should be; null if it is.</summary>
    public string? Problem => _problem;

    public ClipCounts Counts
    {
        get
        {
            var (stored, bytes, evicted) = _store.Counts;
            return new(stored, bytes, Interlocked.Read(ref _written), evicted, Interlocked.Read(ref _cut), Interlocked.Read(ref _errors));
        }
    }

    /// <summary>Keeps the seconds around a frame. Returns at once; any thread.</summary>
    /// <param name="capturedAt">The frame's, in ticks of the clock.</param>
    public ClipInfo Keep(string eventId, long capturedAt)
    {
        var (from, until) = (capturedAt - Ticks(_options.PreSeconds), capturedAt + Ticks(_options.PostSeconds));
        lock (_lock)
        {
            if (_stopping) return None("the device stops");
            if (_open.LastOrDefault() is { Erased: false, Ended: false } running && until - running.From <= Ticks(_options.MostSeconds))
            {
                running.Until = Math.Max(running.Until, until);
                running.Events.Add(eventId);
                return Recording(running);
            }
            if (_open.Count >= MostOpen)
            {
                Interlocked.Increment(ref _cut);
                return None($"{MostOpen} clips still wait for the disk");
            }
            var clip = new OpenClip(eventId, from) { Until = until };
            _open.Add(clip);
            _wake.Set();
            return Recording(clip);
        }
    }

    public bool IsOpen(string eventId)
    {
        lock (_lock) return _open.Exists(clip => clip.Events.Contains(eventId));
    }

    /// <summary>Stops the clip that this event is in, and deletes it.</summary>
    /// <returns>False where none is being written.</returns>
    public bool Erase(string eventId)
    {
        lock (_lock)
        {
            if (_open.Find(clip => clip.Events.Contains(eventId)) is not { } clip) return false;
            clip.Erased = true;
        }
        _wake.Set();
        return true;
    }

    /// <summary>Ends the clips that are being written with what came so far.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            // The container of the web server disposes what it once handed out, too.
            if (_stopping) return;
            _stopping = true;
        }
        _wake.Set();
        // A disk that hangs does not keep the device from stopping: what was written is found at the next start.
        if (_thread.Join(DiskTakes)) _wake.Dispose();
    }

    private static ClipInfo Recording(OpenClip clip) => new() { State = ClipState.Recording, Id = clip.Id };

    private static ClipInfo None(string reason) => new() { State = ClipState.None, Reason = reason };

    private long Ticks(double seconds) => (long)(seconds * _time.TimestampFrequency);

    private void Run()
    {
        while (true)
        {
            var stopping = _stopping;
            OpenClip[] open;
            lock (_lock) open = [.. _open];
            foreach (var clip in open) Advance(clip, stopping);
            if (stopping) return;
            bool idle;
            lock (_lock) idle = _open.Count == 0;
            _wake.WaitOne(idle ? Timeout.InfiniteTimeSpan : Step);
        }
    }

    private void Advance(OpenClip clip, bool stopping)
    {
        string? cut = null;
        try
        {
            Name(clip);
            var until = UntilOf(clip);
            if (!clip.Erased && clip.Write(_ring, _store, until, _buffer, out cut) && !stopping && _ring.Now <= until + Ticks(Late.TotalSeconds)) return;
            if (cut is null && !stopping && !TryEnd(clip, until)) return;
            if (cut is null && !stopping && !clip.HasBytes) cut = "no packets came from the camera";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) // expected: a full or broken disk; frames go on
        {
            cut = Failed(e);
        }
        Finish(clip, cut);
    }

    private long UntilOf(OpenClip clip)
    {
        lock (_lock) return clip.Until;
    }

    /// <returns>False if an event moved its end on in the meantime.</returns>
    private bool TryEnd(OpenClip clip, long until)
    {
        lock (_lock) return clip.Ended = clip.Erased || clip.Until == until;
    }

    private void Name(OpenClip clip)
    {
        string[] unnamed;
        lock (_lock) unnamed = [.. clip.Events.Skip(clip.Named)];
        foreach (var eventId in unnamed)
        {
            clip.Named++;
            _store.Share(clip.Id, eventId);
        }
    }

    // It counts as being written until it can be found, so that nobody who asks falls between the two.
    private void Finish(OpenClip clip, string? cut)
    {
        lock (_lock) clip.Ended = true;
        try
        {
            Name(clip);
            clip.Close();
            _store.Finish(clip.Id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            cut ??= Failed(e);
        }
        finally
        {
            clip.Dispose();
        }
        if (!clip.Erased) Tell(clip, cut);
        lock (_lock) _open.Remove(clip);
        if (clip.Erased) Discard(clip);
    }

    private void Tell(OpenClip clip, string? cut)
    {
        if (cut is null) Interlocked.Increment(ref _written);
        else
        {
            Interlocked.Increment(ref _cut);
            if (_problem is null) LogCut(_log, clip.Id, cut);
        }
        _problem = cut;
    }

    private void Discard(OpenClip clip)
    {
        try
        {
            _store.Discard(clip.Id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problem = $"{Failed(e)}; clip {clip.Id} should be erased and is still there";
        }
    }

    private string Failed(Exception e)
    {
        Interlocked.Increment(ref _errors);
        return $"the disk: {e.Message}";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Clip {Id} ended before its time: {Why}. Frames go on.")]
    private static partial void LogCut(ILogger log, string id, string why);
}

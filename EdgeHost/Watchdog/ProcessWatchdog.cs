using SegEdge.EdgeHost.Configuration;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Watchdog;

/// <summary>Says READY once a frame has gone all the way, sends heartbeats only while frames do, and ends a process of which a stage hangs. On a thread of its own:
/// a busy pool of threads is no reason to be silent.</summary>
internal sealed partial class ProcessWatchdog : IDisposable
{
    private readonly WatchdogOptions _options;
    private readonly ServiceManager _manager;
    private readonly Func<long> _progress;
    private readonly Func<Stage, TimeSpan?> _busyFor;
    private readonly Action<string> _hung;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ManualResetEventSlim _stop = new();
    private readonly TimeSpan? _beatEvery;
    private Thread? _thread;
    private long _last, _beatAt, _beats;
    private bool _ready, _ended;

    /// <param name="progress">Frames that reached their end so far; grows while the device works.</param>
    /// <param name="busyFor">How long a stage has been at one thing; null while it waits for work.</param>
    /// <param name="hung">Called once, with the reason; may end the process.</param>
    public ProcessWatchdog(WatchdogOptions options, ServiceManager manager, Func<long> progress, Func<Stage, TimeSpan?> busyFor, Action<string> hung, TimeProvider time, ILogger log)
    {
        (_options, _manager, _progress, _busyFor, _hung, _time, _log) = (options, manager, progress, busyFor, hung, time, log);
        // Half of what is allowed, as sd_watchdog_enabled(3) advises.
        _beatEvery = manager.Listens ? manager.HeartbeatWithin / 2 : null;
        _beatAt = time.GetTimestamp();
    }

    /// <summary>Heartbeats sent.</summary>
    public long Beats => Interlocked.Read(ref _beats);

    public void Start()
    {
        _thread = new Thread(Run) { Name = "watchdog", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>One look.</summary>
    public void Look()
    {
        if (_ended) return;
        if (_options.Enabled && StageDeadlines.Hung(_busyFor, _options) is { } why)
        {
            _ended = true;
            LogHung(_log, why);
            _manager.Notify($"STATUS=Ends: {why}");
            _hung(why);
            return;
        }
        var progress = _progress();
        if (!_ready && progress > 0) _ready = _manager.Notify("READY=1", "STATUS=Frames are segmented") || !_manager.Listens;
        if (_beatEvery is not { } every || _time.GetElapsedTime(_beatAt) < every) return;
        // No progress, no heartbeat: the manager counts on, and restarts us when its time is up. What was due and did not go out is tried at every look.
        if (progress == _last || !_manager.Notify("WATCHDOG=1")) return;
        (_last, _beatAt) = (progress, _time.GetTimestamp());
        Interlocked.Increment(ref _beats);
    }

    /// <summary>The device stops on purpose; what takes its time now is no hang.</summary>
    public void Stopping()
    {
        _stop.Set();
        _thread?.Join(TimeSpan.FromSeconds(2));
        _manager.Notify("STOPPING=1");
    }

    public void Dispose() => _stop.Dispose();

    private void Run()
    {
        var pause = _beatEvery is { } every && every < _options.CheckEvery ? every : _options.CheckEvery;
        while (!_stop.Wait(pause)) Look();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The process ends: {Why}")]
    private static partial void LogHung(ILogger log, string why);
}

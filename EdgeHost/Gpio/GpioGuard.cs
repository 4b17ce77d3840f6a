using SegEdge.EdgeHost.Configuration;

namespace SegEdge.EdgeHost.Gpio;

/// <summary>Reads the inputs, decides the outputs, on a thread of its own: neither a busy pool of threads nor a stuck stage keeps an output from its safe level.</summary>
/// <remarks>Inputs are polled, see docs/decisions/0023-gpio-is-polled.md.</remarks>
internal sealed partial class GpioGuard : IDisposable
{
    // A line that cannot be written is tried again at this pace, not at that of the polls.
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    // A crash must not wait for a thread that hangs in a driver.
    private static readonly TimeSpan LockPatience = TimeSpan.FromMilliseconds(100);

    private readonly GpioOptions _options;
    private readonly GpioLines _lines;
    private readonly GpioActions _act;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly DebouncedInput _trigger, _emergencyStop, _mode;
    private readonly Lock _outputs = new();
    private readonly ManualResetEventSlim _stop = new();
    private Thread? _thread;
    private string? _unsafeBecause;
    private bool _decided, _inputFault;
    private long _faults, _safeEntries, _alarmUntil = long.MinValue, _retryAt = long.MinValue;

    /// <param name="lines">Owned from here on; already at their safe levels.</param>
    /// <param name="cameras">Those without whose fresh results nothing is safe; null for a device that has one.</param>
    public GpioGuard(GpioOptions options, GpioLines lines, GpioActions act, TimeProvider time, ILogger log, IReadOnlyList<string>? cameras = null)
    {
        (_options, _lines, _act, _time, _log) = (options, lines, act, time, log);
        (_trigger, _emergencyStop, _mode) = (new(options.Debounce, time), new(options.Debounce, time), new(options.Debounce, time));
        Monitor = new SafetyMonitor(options.ResultWithin, time, cameras ?? [SafetyMonitor.OnlyCamera]);
        if (lines.EmergencyStop is null) Monitor.EmergencyStop = false;
        Decide(again: true);
    }

    public SafetyMonitor Monitor { get; }

    /// <summary>Writes that did not read back, and lines that could not be used.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>How often the outputs went to their safe levels, the start included.</summary>
    public long SafeEntries => Interlocked.Read(ref _safeEntries);

    /// <summary>Why the outputs are at their safe levels; null while they are not.</summary>
    public string? UnsafeBecause => Volatile.Read(ref _unsafeBecause);

    public void Start()
    {
        _thread = new Thread(Run) { Name = "gpio", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>A frame was flagged as an alert.</summary>
    public void RaiseAlarm() => Volatile.Write(ref _alarmUntil, _time.GetTimestamp() + (long)(_options.AlarmHold.TotalSeconds * _time.TimestampFrequency));

    /// <summary>Outputs to their safe levels, at once and for good. From any thread, that of a crash as well.</summary>
    public void Trip(string why)
    {
        Monitor.Trip(why);
        Decide(again: true);
    }

    /// <summary>One poll.</summary>
    public void Poll()
    {
        try
        {
            if (_lines.EmergencyStop is { } stop)
            {
                var changed = _emergencyStop.Read(stop());
                Monitor.EmergencyStop = _emergencyStop.Active!.Value;
                if (changed) _act.EmergencyStop(_emergencyStop.Active.Value);
            }
            if (_lines.Mode is { } mode && (_mode.Active is null | _mode.Read(mode()))) _act.Mode(_mode.Active!.Value);
            if (_lines.Trigger is { } trigger && _trigger.Read(trigger()) && _trigger.Active!.Value) _act.Trigger();
            _inputFault = false;
        }
        catch (Exception e) when (GpioLines.IsLineFault(e))
        {
            // What cannot be read may be a stop: it is taken for one. Told once, not with each poll.
            var what = $"an input cannot be read: {e.Message}";
            Monitor.Fault(what);
            if (!_inputFault) Report(what);
            _inputFault = true;
        }
        Decide(again: false);
    }

    /// <summary>Outputs to their safe levels; then lets go of the lines.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread?.Join(TimeSpan.FromSeconds(2));
        Trip("the device stopped");
        _lines.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.Wait(_options.PollEvery)) Poll();
    }

    private void Decide(bool again)
    {
        var entered = _outputs.TryEnter(LockPatience);
        try
        {
            var why = Monitor.UnsafeBecause();
            if (!again && _time.GetTimestamp() < _retryAt) return;
            Write(why, again);
            // What was written may itself have been the fault.
            if (why is null && Monitor.UnsafeBecause() is { } now) Write(why = now, again: true);
            Note(why);
        }
        finally
        {
            if (entered) _outputs.Exit();
        }
    }

    private void Write(string? unsafeBecause, bool again)
    {
        var alarm = unsafeBecause is not null || _time.GetTimestamp() < Volatile.Read(ref _alarmUntil);
        // Safe first: it is what moves something.
        Check(_lines.Safe?.Set(unsafeBecause is not null, again));
        Check(_lines.Alarm?.Set(alarm, again));
    }

    private void Check(string? fault)
    {
        if (fault is null) return;
        Monitor.Fault(fault);
        _retryAt = _time.GetTimestamp() + (long)(RetryEvery.TotalSeconds * _time.TimestampFrequency);
        Report(fault);
    }

    private void Report(string fault)
    {
        Interlocked.Increment(ref _faults);
        LogFault(_log, fault);
        _act.Fault(fault);
    }

    private void Note(string? why)
    {
        if (_decided && why == _unsafeBecause) return;
        if (why is not null && (!_decided || _unsafeBecause is null)) Interlocked.Increment(ref _safeEntries);
        _decided = true;
        Volatile.Write(ref _unsafeBecause, why);
        if (why is null) LogReleased(_log);
        else LogSafe(_log, why);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "GPIO: {Fault}")]
    private static partial void LogFault(ILogger log, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outputs are at their safe levels: {Why}")]
    private static partial void LogSafe(ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Outputs leave their safe levels: fresh results, and nothing speaks against it")]
    private static partial void LogReleased(ILogger log);
}

using System.Globalization;

namespace SegEdge.EdgeHost.Gpio;

/// <summary>Whether anything speaks against trusting this device now. Any thread reports, any thread asks.</summary>
/// <remarks>Nothing reported is a reason as well: silence is never safe to act on.</remarks>
internal sealed class SafetyMonitor(TimeSpan resultWithin, TimeProvider time)
{
    // After a fault the outputs rest at their safe levels: a line that sticks at one level would otherwise be switched to and fro with each poll.
    private static readonly TimeSpan RestAfterFault = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private string? _tripped, _fault;
    private long _faultAt, _resultAt;
    private TimeSpan? _age;
    private bool _emergencyStop = true, _stale;

    /// <summary>True until an emergency stop was read, or told not to exist.</summary>
    public bool EmergencyStop
    {
        get { lock (_lock) return _emergencyStop; }
        set { lock (_lock) _emergencyStop = value; }
    }

    /// <summary>A result reached the sinks.</summary>
    /// <param name="age">From capture until now.</param>
    /// <param name="stale">The pipeline itself calls it too old to act on, whatever we would.</param>
    public void Result(TimeSpan age, bool stale = false)
    {
        lock (_lock) (_age, _stale, _resultAt) = (age, stale, time.GetTimestamp());
    }

    public void Fault(string what)
    {
        lock (_lock) (_fault, _faultAt) = (what, time.GetTimestamp());
    }

    /// <summary>For good: the device stops, crashes or hangs. The first reason stays.</summary>
    public void Trip(string why)
    {
        lock (_lock) _tripped ??= why;
    }

    /// <summary>Null: nothing speaks against it.</summary>
    public string? UnsafeBecause()
    {
        lock (_lock)
        {
            if (_tripped is not null) return _tripped;
            if (_fault is not null && time.GetElapsedTime(_faultAt) < RestAfterFault) return _fault;
            if (_emergencyStop) return "the emergency stop is active";
            if (_age is not { } age) return "there is no result yet";
            if (_stale) return "the last result was stale";
            if (age > resultWithin) return Text($"the last result was {age.TotalMilliseconds:0} ms old when it came, more than Gpio:ResultWithin ({resultWithin.TotalMilliseconds:0} ms)");
            // What the result shows was true when it was captured, not when it was published.
            return time.GetElapsedTime(_resultAt) + age > resultWithin ? Text($"no result for {resultWithin.TotalMilliseconds:0} ms (Gpio:ResultWithin)") : null;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

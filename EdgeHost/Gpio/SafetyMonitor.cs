using System.Globalization;

namespace SegEdge.EdgeHost.Gpio;

/// <summary>Whether anything speaks against trusting this device now. Any thread reports, any thread asks.</summary>
/// <remarks>Nothing reported is a reason as well: silence is never safe to act on. With several cameras each must be fresh: what one shows says nothing of
/// where another looks.</remarks>
/// <param name="cameras">Those that matter, by name; results of others are not looked at.</param>
internal sealed class SafetyMonitor(TimeSpan resultWithin, TimeProvider time, IReadOnlyList<string> cameras)
{
    /// <summary>Of a device that has one camera and no need to name it.</summary>
    public const string OnlyCamera = "";

    // After a fault the outputs rest at their safe levels: a line that sticks at one level would otherwise be switched to and fro with each poll.
    private static readonly TimeSpan RestAfterFault = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly LastResult?[] _results = new LastResult?[cameras.Count];
    private string? _tripped, _fault;
    private long _faultAt;
    private bool _emergencyStop = true;

    /// <summary>True until an emergency stop was read, or told not to exist.</summary>
    public bool EmergencyStop
    {
        get { lock (_lock) return _emergencyStop; }
        set { lock (_lock) _emergencyStop = value; }
    }

    /// <summary>A result reached the sinks.</summary>
    /// <param name="age">From capture until now.</param>
    /// <param name="stale">The pipeline itself calls it too old to act on, whatever we would.</param>
    public void Result(TimeSpan age, bool stale = false, string camera = OnlyCamera)
    {
        lock (_lock)
            for (var i = 0; i < _results.Length; i++)
                if (cameras[i] == camera) _results[i] = new LastResult(age, stale, time.GetTimestamp());
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
            for (var i = 0; i < _results.Length; i++)
                if (UnsafeBecause(_results[i], cameras.Count == 1 ? "" : $" of camera '{cameras[i]}'") is { } why) return why;
            return null;
        }
    }

    private string? UnsafeBecause(LastResult? last, string whose)
    {
        if (last is not { } result) return $"there is no result{whose} yet";
        if (result.Stale) return $"the last result{whose} was stale";
        if (result.Age > resultWithin) return Text($"the last result{whose} was {result.Age.TotalMilliseconds:0} ms old when it came, more than Gpio:ResultWithin ({resultWithin.TotalMilliseconds:0} ms)");
        // What the result shows was true when it was captured, not when it was published.
        return time.GetElapsedTime(result.At) + result.Age > resultWithin ? Text($"no result{whose} for {resultWithin.TotalMilliseconds:0} ms (Gpio:ResultWithin)") : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <param name="At">When it came.</param>
    private readonly record struct LastResult(TimeSpan Age, bool Stale, long At);
}

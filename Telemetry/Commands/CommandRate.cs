namespace SegEdge.Telemetry;

/// <summary>A bucket that fills with time: so many at once, so many a second in the long run.</summary>
internal sealed class CommandRate(double most, double perSecond, TimeProvider time)
{
    private double _spent;
    private long _at = time.GetTimestamp();

    public bool TryTake()
    {
        var now = time.GetTimestamp();
        _spent = Math.Max(0, _spent - time.GetElapsedTime(_at, now).TotalSeconds * perSecond);
        _at = now;
        if (_spent + 1 > most) return false;
        _spent++;
        return true;
    }
}

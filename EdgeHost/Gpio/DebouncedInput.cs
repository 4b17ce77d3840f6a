namespace SegEdge.EdgeHost.Gpio;

/// <summary>Believes an input once it has held a level for long enough. The first level that is read is believed at once.</summary>
internal sealed class DebouncedInput(TimeSpan hold, TimeProvider time)
{
    private bool? _believed, _candidate;
    private long _since;

    public bool? Active => _believed;

    /// <returns>True if what is believed has changed; the first reading is no change.</returns>
    public bool Read(bool active)
    {
        if (_believed is null)
        {
            _believed = active;
            return false;
        }
        if (active == _believed)
        {
            _candidate = null;
            return false;
        }
        if (_candidate != active) (_candidate, _since) = (active, time.GetTimestamp());
        if (time.GetElapsedTime(_since) < hold) return false;
        (_believed, _candidate) = (active, null);
        return true;
    }
}

namespace SegEdge.Pipeline.Flags;

/// <summary>Lets a finding through once it has held for enough consecutive frames, and then not again about the same key until it has been
/// quiet for a while. Time is the frames' own capture time, so that a file gives the same flags at any speed.</summary>
/// <param name="once">Never again about a key for as long as it keeps being seen.</param>
internal sealed class Debounce(int holdFrames, TimeSpan quiet, bool once = false)
{
    private readonly Dictionary<int, State> _states = [];

    /// <param name="frame">Counts the frames that were judged, without holes.</param>
    public bool LetsThrough(int key, long frame, DateTimeOffset captured)
    {
        var state = _states.GetValueOrDefault(key) ?? (_states[key] = new State());
        state.Held = state.LastFrame == frame - 1 ? state.Held + 1 : 1;
        state.LastFrame = frame;
        state.LastSeen = captured;
        if (state.Held < holdFrames || (state.Fired is { } fired && (once || captured - fired < quiet))) return false;
        state.Fired = captured;
        return true;
    }

    /// <summary>Tracks end; what is said of them need not be remembered for longer than it silences.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var (key, state) in _states)
            if (now - state.LastSeen > quiet && now - state.LastSeen > TimeSpan.FromSeconds(1)) _states.Remove(key);
    }

    private sealed class State
    {
        public int Held;
        public long LastFrame = -2;
        public DateTimeOffset LastSeen;
        public DateTimeOffset? Fired;
    }
}

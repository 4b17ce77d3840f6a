namespace SegEdge.Pipeline;

/// <summary>Which frames of a live camera are segmented under a <see cref="PipelineThrottle"/>. One thread owns it.</summary>
/// <remarks>Counting alone would not cool a model that is slower than its camera: the frame after a skipped one is there at once, and the model rests for one
/// picture only. So it also rests for as long as its share says. Of several cameras each has an equal part of that share, whether or not the others use theirs: a rest
/// that all of them shared would go to whoever's picture happens to come first after it, every time the same one's.</remarks>
/// <param name="cameras">That share the model.</param>
internal sealed class FrameThinning(PipelineThrottle throttle, TimeProvider time, int cameras = 1)
{
    public const string PausedReason = "paused", RateReason = "rate";

    // A fast camera's clock trembles: a frame that comes a hair early must not cost a whole frame more.
    private const double Tremble = 0.9;

    private int _skipped;
    private long _began;
    private TimeSpan _worked;

    /// <returns>Null: segment it, and call <see cref="Began"/> and <see cref="Ended"/>.</returns>
    public string? SkipReason()
    {
        if (throttle.Paused) return PausedReason;
        var oneOf = throttle.OneOf;
        if (oneOf == 1) return null;
        if (++_skipped >= oneOf && time.GetElapsedTime(_began) >= _worked * cameras * oneOf * Tremble) return null;
        return RateReason;
    }

    public void Began() => (_skipped, _began) = (0, time.GetTimestamp());

    public void Ended() => _worked = time.GetElapsedTime(_began);
}

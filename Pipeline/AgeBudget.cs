namespace SegEdge.Pipeline;

/// <summary>How old a frame may be for its result to say something of the present.</summary>
/// <param name="most">Zero: any age will do.</param>
internal sealed class AgeBudget(TimeSpan most, TimeProvider time)
{
    /// <param name="age">From the capture until now.</param>
    public bool IsExceeded(long capturedAt, out TimeSpan age)
    {
        age = time.GetElapsedTime(capturedAt);
        return most > TimeSpan.Zero && age > most;
    }
}

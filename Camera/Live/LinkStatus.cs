namespace SegEdge.Camera.Live;

/// <summary>A live camera's link at one moment.</summary>
/// <param name="SinceLastPicture">Null before the first picture.</param>
/// <param name="Escalated">The budget of restarts is used up, and no stream has lasted since.</param>
/// <param name="LastFault">Why the last stream ended; null before the first that did.</param>
public sealed record LinkStatus(LinkState State, TimeSpan? SinceLastPicture, bool Escalated, string? LastFault, LinkCounters Counters)
{
    public override string ToString() => (State, SinceLastPicture) switch
    {
        (LinkState.Streaming, { } silent) => $"streaming, last picture {silent.TotalSeconds:0.0} s ago",
        _ => $"{State.ToString().ToLowerInvariant()}{(SinceLastPicture is { } since ? $", no picture for {since.TotalSeconds:0} s" : ", no picture yet")}"
            + $"{(LastFault is null ? "" : $": {LastFault}")}",
    };
}

namespace SegEdge.Fleet.Analysis;

/// <summary>What a slice can be weak in. Worse is always more of it.</summary>
public enum Measure
{
    /// <summary>Flags per camera-hour seen; a rate. All others are shares of events.</summary>
    Flags,

    /// <summary>Reviewed events that nobody confirmed, of those that were judged.</summary>
    Refuted,

    /// <summary>Events whose margin is low, of those that have one.</summary>
    LowMargin,

    /// <summary>Explanations that rest mostly on context, of those that are ok.</summary>
    Context,

    /// <summary>Explanations that failed their own test, of those that took it.</summary>
    Untrusted,
}

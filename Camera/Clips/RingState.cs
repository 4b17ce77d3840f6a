namespace SegEdge.Camera.Clips;

/// <summary>What a read from a <see cref="PacketRing"/> came to.</summary>
public enum RingState
{
    /// <summary>Ask again at once.</summary>
    More,

    /// <summary>The rest did not come yet.</summary>
    Pending,

    /// <summary>All that was asked for was read.</summary>
    Reached,

    /// <summary>What comes next was forgotten before it was read.</summary>
    Lost,
}

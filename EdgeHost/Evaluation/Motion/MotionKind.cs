namespace SegEdge.EdgeHost.Evaluation.Motion;

/// <summary>What a <see cref="MotionSequence"/> does with its still.</summary>
internal enum MotionKind
{
    /// <summary>Nothing moves.</summary>
    Still,

    /// <summary>A window glides over the still, to and fro, in a direction of the seed.</summary>
    Pan,

    /// <summary>In and out about the middle.</summary>
    Zoom,

    /// <summary>To and fro about the middle, as a camera rolls.</summary>
    Turn,

    /// <summary>A small throw of place and angle in every frame, without memory.</summary>
    Shake,

    /// <summary>Nothing moves but an opaque patch with a texture of its own, which crosses the picture.</summary>
    Occlusion,

    /// <summary>Nothing moves; from the middle frame on it is another still.</summary>
    Cut,
}

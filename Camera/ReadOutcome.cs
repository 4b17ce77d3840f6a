namespace SegEdge.Camera;

/// <summary>What one call to <see cref="IFrameSource.Read"/> came to.</summary>
public enum ReadOutcome
{
    /// <summary>The frame holds the next picture.</summary>
    Picture,

    /// <summary>This picture could not be read (<see cref="Frame.Fault"/> says why); the next one may be fine.</summary>
    Unreadable,

    /// <summary>There will be no more pictures.</summary>
    End,
}

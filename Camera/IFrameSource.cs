namespace SegEdge.Camera;

/// <summary>Where pictures come from. One thread reads; opening happens in the constructor or factory, so that a source that
/// exists can be read.</summary>
public interface IFrameSource : IDisposable
{
    /// <summary>A short name for logs and reports, e.g. the file name.</summary>
    string Name { get; }

    SourceKind Kind { get; }

    /// <summary>Size of the first picture. A folder of pictures may change its mind later; <see cref="Frame.Size"/> is what counts.</summary>
    PictureSize Size { get; }

    /// <summary>Pictures per second as announced by the source, for display and for the pace of a simulated camera only; null where
    /// there is no such thing. No drop decision uses it.</summary>
    double? FramesPerSecond { get; }

    /// <summary>How many pictures there will be, where that is known: for progress bars only.</summary>
    long? Length { get; }

    /// <summary>Fills this frame with the next picture: 8-bit BGR, rows without padding, upright (EXIF orientation applied).</summary>
    /// <param name="frame">Rented by the caller, who keeps it whatever the outcome.</param>
    /// <param name="stopping">Ends a live source's wait for its next picture.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled during a wait.</exception>
    /// <exception cref="CameraException">The source is broken as a whole; the message names it and the next step.</exception>
    ReadOutcome Read(Frame frame, CancellationToken stopping);
}

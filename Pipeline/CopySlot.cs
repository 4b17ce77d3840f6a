namespace SegEdge.Pipeline;

/// <summary>Room for one frame's copy. The lane's thread empties it, the frames' thread fills it.</summary>
internal sealed class CopySlot(Segmentation segmentation) : IDisposable
{
    private const long None = -1;

    private long _frame = None;

    /// <summary>Whose frame was last in it. For the thread that fills it.</summary>
    public string Camera { get; private set; } = "";

    public OpenCvSharp.Mat Picture { get; } = new();

    public Segmentation Segmentation => segmentation;

    /// <summary>Which frame is in it; null when it is empty.</summary>
    public long? Frame => Volatile.Read(ref _frame) is var frame and not None ? frame : null;

    public void Fill(FrameResult result)
    {
        result.Frame.Picture.CopyTo(Picture);
        result.Segmentation.CopyTo(segmentation);
        Camera = result.Camera;
        Volatile.Write(ref _frame, result.Summary.Number);
    }

    public void Empty() => Volatile.Write(ref _frame, None);

    public void Dispose() => Picture.Dispose();
}

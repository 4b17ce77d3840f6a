using SegEdge.Camera;

namespace SegEdge.EndToEnd.Tests.Gpio;

/// <summary>A simulated live camera that a test breaks when it likes.</summary>
internal sealed class BreakableCamera(IFrameSource camera) : IFrameSource
{
    private volatile bool _broken;

    public string Name => camera.Name;

    public SourceKind Kind => camera.Kind;

    public PictureSize Size => camera.Size;

    public double? FramesPerSecond => camera.FramesPerSecond;

    public long? Length => camera.Length;

    public void Break() => _broken = true;

    public ReadOutcome Read(Frame frame, CancellationToken stopping) =>
        _broken ? throw new CameraException("the camera was torn off") : camera.Read(frame, stopping);

    public void Dispose() => camera.Dispose();
}

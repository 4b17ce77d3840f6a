namespace SegEdge.EdgeHost;

/// <summary>The newest picture of each camera, for whoever looks at that one.</summary>
/// <param name="cameras">Their names; the first is shown to who names none.</param>
public sealed class LiveFrames(IReadOnlyList<string> cameras)
{
    private readonly LatestFrame[] _frames = [.. cameras.Select(_ => new LatestFrame())];

    public IReadOnlyList<string> Cameras => cameras;

    public LatestFrame First => _frames[0];

    /// <returns>Null for a camera that is not there.</returns>
    public LatestFrame? Of(string camera)
    {
        for (var i = 0; i < _frames.Length; i++)
            if (cameras[i] == camera) return _frames[i];
        return null;
    }
}

namespace SegEdge.Camera;

/// <summary>A source that cannot be opened or went away for good. The message says what, where, found, expected, next step.</summary>
public sealed class CameraException : Exception
{
    public CameraException(string message) : base(message) { }

    public CameraException(string message, Exception inner) : base(message, inner) { }
}

using OpenCvSharp;

namespace SegEdge.Camera;

/// <summary>A video file, decoded in order and without loss by OpenCV's FFmpeg backend (named, so that no other backend answers by chance).</summary>
public sealed class VideoFileSource : IFrameSource
{
    // A damaged or remote file must not hang the service: opencv/opencv#23207.
    private const int TimeoutMs = 10_000;
    private const int OpenTimeout = 53, ReadTimeout = 54; // CAP_PROP_OPEN_TIMEOUT_MSEC, CAP_PROP_READ_TIMEOUT_MSEC: OpenCvSharp does not name them

    private readonly VideoCapture _capture;
    private readonly Mat _decoded = new();
    private bool _first = true;

    /// <exception cref="CameraException">The file is missing, empty, or holds no video that can be decoded.</exception>
    public VideoFileSource(string path)
    {
        if (!File.Exists(path))
            throw new CameraException($"{path}: no such video file. Give the path of a video, a picture or a folder of pictures.");
        if (new FileInfo(path).Length == 0)
            throw new CameraException($"{path}: the video file has 0 bytes. Copy or record it again.");

        _capture = new VideoCapture(path, VideoCaptureAPIs.FFMPEG,
            [OpenTimeout, TimeoutMs, ReadTimeout, TimeoutMs]);
        if (!_capture.IsOpened() || !_capture.Read(_decoded) || _decoded.Empty())
        {
            _capture.Dispose();
            throw new CameraException($"{path}: found {new FileInfo(path).Length:N0} bytes but no video stream that FFmpeg decodes. " +
                "Expected e.g. MP4, MKV or AVI with H.264; 'ffprobe FILE' shows what it holds.");
        }
        Name = Path.GetFileName(path);
        Size = new PictureSize(_decoded.Width, _decoded.Height);
        FramesPerSecond = _capture.Fps is > 0 and < 1000 ? _capture.Fps : null;
        Length = _capture.FrameCount > 0 ? _capture.FrameCount : null;
    }

    public string Name { get; }

    public SourceKind Kind => SourceKind.File;

    public PictureSize Size { get; }

    public double? FramesPerSecond { get; }

    public long? Length { get; }

    /// <inheritdoc/>
    /// <remarks>A file cut short ends where its last whole picture does, as FFmpeg reports it.</remarks>
    public ReadOutcome Read(Frame frame, CancellationToken stopping)
    {
        // The constructor decoded the first picture, to know its size.
        if (!_first && !_capture.Read(_decoded)) return ReadOutcome.End;
        _first = false;

        frame.Resize(new PictureSize(_decoded.Width, _decoded.Height));
        var target = frame.Picture;
        _decoded.CopyTo(target);
        return ReadOutcome.Picture;
    }

    public void Dispose()
    {
        _decoded.Dispose();
        _capture.Dispose();
    }
}

using System.ComponentModel.DataAnnotations;
using SegEdge.Camera.Live;

namespace SegEdge.Camera;

/// <summary>Which camera, under which name.</summary>
public sealed record CameraOptions
{
    /// <summary>In topics and on the dashboard.</summary>
    [RegularExpression("[A-Za-z0-9_.:-]{1,64}")]
    public string Name { get; init; } = "front";

    /// <summary>"rtsp://...", "/dev/videoN" (or "v4l2:DEVICE"), "csi:N", "simulated", or the path of a video file, a picture or a folder of pictures.</summary>
    [Required]
    public string Source { get; init; } = "simulated";

    /// <summary>Pixels of a real camera's pictures once they are scaled, and of the simulated camera's. A file has its own.</summary>
    [Range(64, 8192)]
    public int Width { get; init; } = 960;

    /// <inheritdoc cref="Width"/>
    [Range(64, 8192)]
    public int Height { get; init; } = 540;

    /// <summary>Pictures a second that a V4L2, CSI or simulated camera is asked for. An RTSP camera sends as many as it is set to.</summary>
    [Range(0.1, 240)]
    public double FramesPerSecond { get; init; } = 30;

    /// <summary>For the simulated camera: which field, crop, weather and camera. From 900000 on, no bundled model has seen it in training.</summary>
    public long Seed { get; init; } = 900_000;

    /// <summary>Which program reads a real camera.</summary>
    public CameraDecoder Decoder { get; init; }

    /// <summary>For RTSP.</summary>
    public RtspTransport Transport { get; init; }

    /// <summary>Milliseconds after its capture when a live picture's result is <c>stale</c>; 0: never.</summary>
    [Range(0, 3_600_000)]
    public int MaxAgeMs { get; init; } = 1000;

    public ReconnectOptions Reconnect { get; init; } = new();
}

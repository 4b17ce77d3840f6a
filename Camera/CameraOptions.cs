using System.ComponentModel.DataAnnotations;

namespace SegEdge.Camera;

/// <summary>Which camera, under which name.</summary>
public sealed record CameraOptions
{
    /// <summary>In topics and on the dashboard.</summary>
    [RegularExpression("[A-Za-z0-9_.:-]{1,64}")]
    public string Name { get; init; } = "front";

    /// <summary>"simulated", or the path of a video file, a picture or a folder of pictures.</summary>
    [Required]
    public string Source { get; init; } = "simulated";

    /// <summary>For the simulated camera: pixels.</summary>
    [Range(64, 8192)]
    public int Width { get; init; } = 960;

    /// <summary>For the simulated camera: pixels.</summary>
    [Range(64, 8192)]
    public int Height { get; init; } = 540;

    /// <summary>For the simulated camera: pictures a second.</summary>
    [Range(0.1, 240)]
    public double FramesPerSecond { get; init; } = 30;

    /// <summary>For the simulated camera: which field, crop, weather and camera. From 900000 on, no bundled model has seen it in training.</summary>
    public long Seed { get; init; } = 900_000;
}

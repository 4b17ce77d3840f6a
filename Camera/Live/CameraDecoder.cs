namespace SegEdge.Camera.Live;

/// <summary>The program that reads a real camera.</summary>
public enum CameraDecoder
{
    /// <summary>FFmpeg, and GStreamer for a CSI sensor.</summary>
    Auto,

    Ffmpeg,

    /// <summary>GStreamer, decoding on the CPU.</summary>
    Gstreamer,

    /// <summary>GStreamer with the Jetson's hardware decoder and scaler.</summary>
    Nvidia,
}

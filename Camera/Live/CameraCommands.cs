using System.Globalization;

namespace SegEdge.Camera.Live;

/// <summary>The command line that reads a real camera. All of them scale to the size that was asked for, so that a camera that changes its own size
/// changes nothing here.</summary>
internal static class CameraCommands
{
    /// <exception cref="CameraException">The program is not installed, or cannot read this camera at this size.</exception>
    public static ChildCommand For(CameraAddress address, CameraOptions options)
    {
        var secrets = new Secrets(options.Source);
        var where = secrets.Hide(options.Source);
        var size = new PictureSize(options.Width, options.Height);
        var decoder = options.Decoder != CameraDecoder.Auto ? options.Decoder : address.Kind == CameraAddressKind.Csi ? CameraDecoder.Nvidia : CameraDecoder.Ffmpeg;
        return (address.Kind, decoder) switch
        {
            (CameraAddressKind.Rtsp, CameraDecoder.Ffmpeg) => Ffmpeg(FfmpegRtsp(address.Target, options)),
            (CameraAddressKind.V4l2, CameraDecoder.Ffmpeg) => Ffmpeg(FfmpegV4l2(address.Target, options)),
            (CameraAddressKind.Rtsp, CameraDecoder.Gstreamer) => GStreamer([.. GstRtsp(address.Target, options), .. Decodebin(options)]),
            (CameraAddressKind.Rtsp, CameraDecoder.Nvidia) => GStreamer([.. GstRtsp(address.Target, options), .. NvidiaDecoder(options)]),
            (CameraAddressKind.Csi, CameraDecoder.Nvidia) => GStreamer(Csi(address.Target, options)),
            _ => throw new CameraException($"Camera:Decoder: '{options.Decoder}' does not read '{where}'. Expected Ffmpeg, Gstreamer or Nvidia for rtsp://, " +
                "Ffmpeg for /dev/video, Nvidia for csi; Auto takes the one that fits."),
        };

        ChildCommand Ffmpeg(string[] input) => new(Programs.Require("ffmpeg", "ffmpeg", where), [.. input, .. FfmpegOutput(size)], 1, size, where, secrets);

        ChildCommand GStreamer(string[] pipeline) => size.Width % 4 == 0
            ? new(Programs.Require("gst-launch-1.0", "gstreamer1.0-tools", where), ["-q", .. pipeline, .. GstOutput], 3, size, where, secrets)
            // GStreamer pads each row of BGR to 4 bytes; such rows would shear the picture.
            : throw new CameraException($"Camera:Width: {size.Width} with GStreamer. Expected a multiple of 4, e.g. {size.Width / 4 * 4}.");
    }

    // nobuffer, low_delay: pictures as they come, in decoding order; frame threads would each hold one back.
    private static string[] FfmpegRtsp(string url, CameraOptions options) =>
    [
        .. Quiet, "-fflags", "nobuffer", "-flags", "low_delay",
        // Half a second of looking at the stream, not five: what a camera announces is known by then, and the decoder finds out the rest.
        "-analyzeduration", "500000",
        "-rtsp_transport", Lower(options.Transport), "-i", url,
    ];

    private static string[] FfmpegV4l2(string device, CameraOptions options) =>
    [
        .. Quiet, "-fflags", "nobuffer", "-f", "v4l2", "-framerate", options.FramesPerSecond.ToString(CultureInfo.InvariantCulture),
        "-video_size", $"{options.Width}x{options.Height}", "-i", device,
    ];

    // What it finds in the stream is said; progress is not.
    private static readonly string[] Quiet = ["-nostdin", "-hide_banner", "-nostats"];

    private static string[] FfmpegOutput(PictureSize size) =>
    [
        "-map", "0:v:0", "-an", "-sn", "-dn",
        // The camera's shape is kept; bars fill what is left.
        "-vf", $"scale=w={size.Width}:h={size.Height}:force_original_aspect_ratio=decrease,pad={size.Width}:{size.Height}:-1:-1,setsar=1",
        // passthrough: a picture for a picture; else ffmpeg repeats and drops to keep an announced rate.
        "-pix_fmt", "bgr24", "-vsync", "passthrough",
        // 1: the encoder of raw video has frame threads too, and each would hold a picture back.
        "-threads", "1", "-f", "rawvideo", "-flush_packets", "1", "pipe:1",
    ];

    private static string[] GstRtsp(string url, CameraOptions options) =>
    [
        "rtspsrc", $"location=\"{url}\"", "latency=100", $"protocols={Lower(options.Transport)}", "name=camera",
        "camera.", "!", "application/x-rtp,media=video",
    ];

    private static string[] Decodebin(CameraOptions options) =>
        ["!", "decodebin", "!", "videoconvert", "!", "videoscale", "add-borders=true", "!", $"video/x-raw,format=BGR,{Dimensions(options)},pixel-aspect-ratio=1/1"];

    private static string[] NvidiaDecoder(CameraOptions options) =>
        ["!", "rtph264depay", "!", "h264parse", "!", "nvv4l2decoder", .. NvidiaScaler(options)];

    private static string[] Csi(string sensor, CameraOptions options) =>
    [
        "nvarguscamerasrc", $"sensor-id={sensor}",
        "!", string.Create(CultureInfo.InvariantCulture, $"video/x-raw(memory:NVMM),width=1920,height=1080,format=NV12,framerate={Math.Round(options.FramesPerSecond)}/1"),
        .. NvidiaScaler(options),
    ];

    // Scaled before it leaves the GPU's memory: a copy of 1080p out of it costs 5 to 15 ms.
    private static string[] NvidiaScaler(CameraOptions options) =>
        ["!", "nvvidconv", "!", $"video/x-raw,format=BGRx,{Dimensions(options)}", "!", "videoconvert", "!", "video/x-raw,format=BGR"];

    // The newest picture waits; on 3, since plugins print on 1.
    private static readonly string[] GstOutput = ["!", "queue", "leaky=downstream", "max-size-buffers=1", "!", "fdsink", "fd=3", "sync=false"];

    private static string Dimensions(CameraOptions options) => $"width={options.Width},height={options.Height}";

    private static string Lower(RtspTransport transport) => transport.ToString().ToLowerInvariant();
}

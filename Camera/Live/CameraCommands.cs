using System.Globalization;

namespace SegEdge.Camera.Live;

/// <summary>The command line that reads a real camera. All of them scale to the size that was asked for, so that a camera that changes its own size
/// changes nothing here.</summary>
internal static class CameraCommands
{
    /// <param name="withPackets">Whether it also writes what it receives, as it receives it; only a network camera's comes encoded.</param>
    /// <exception cref="CameraException">The program is not installed, or cannot read this camera at this size.</exception>
    public static ChildCommand For(CameraAddress address, CameraOptions options, bool withPackets = false)
    {
        var secrets = new Secrets(options.Source);
        var where = secrets.Hide(options.Source);
        var size = new PictureSize(options.Width, options.Height);
        var decoder = options.Decoder != CameraDecoder.Auto ? options.Decoder : address.Kind == CameraAddressKind.Csi ? CameraDecoder.Nvidia : CameraDecoder.Ffmpeg;
        withPackets &= address.Kind == CameraAddressKind.Rtsp;
        return (address.Kind, decoder) switch
        {
            (CameraAddressKind.Rtsp, CameraDecoder.Ffmpeg) => Ffmpeg(FfmpegRtsp(address.Target, options)),
            (CameraAddressKind.V4l2, CameraDecoder.Ffmpeg) => Ffmpeg(FfmpegV4l2(address.Target, options)),
            (CameraAddressKind.Rtsp, CameraDecoder.Gstreamer) => GStreamer([.. GstRtsp(address.Target, options), .. withPackets ? GstPackets : [], .. Decodebin(options)]),
            (CameraAddressKind.Rtsp, CameraDecoder.Nvidia) => GStreamer([.. GstRtsp(address.Target, options), .. withPackets ? GstPackets : ["!", "rtph264depay", "!", "h264parse"], .. NvidiaDecoder(options)]),
            (CameraAddressKind.Csi, CameraDecoder.Nvidia) => GStreamer(Csi(address.Target, options)),
            _ => throw new CameraException($"Camera:Decoder: '{options.Decoder}' does not read '{where}'. Expected Ffmpeg, Gstreamer or Nvidia for rtsp://, " +
                "Ffmpeg for /dev/video, Nvidia for csi; Auto takes the one that fits."),
        };

        ChildCommand Ffmpeg(string[] input) => Child(Programs.Require("ffmpeg", "ffmpeg", where), [.. input, .. FfmpegOutput(size), .. withPackets ? FfmpegPackets : []], 1);

        ChildCommand GStreamer(string[] pipeline) => size.Width % 4 == 0
            ? Child(Programs.Require("gst-launch-1.0", "gstreamer1.0-tools", where), ["-q", .. pipeline, .. GstOutput], 3)
            // GStreamer pads each row of BGR to 4 bytes; such rows would shear the picture.
            : throw new CameraException($"Camera:Width: {size.Width} with GStreamer. Expected a multiple of 4, e.g. {size.Width / 4 * 4}.");

        ChildCommand Child(string program, string[] arguments, int picturesOn) => new(program, arguments, picturesOn, size, where, secrets,
            withPackets ? Array.FindIndex(arguments, text => text is FfmpegPacketsPipe or GstPacketsPipe) : null);
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

    private const string FfmpegPacketsPipe = $"pipe:{ChildCommand.Packets}", GstPacketsPipe = $"fd={ChildCommand.Packets}";

    // The same packets once more, as they are. Without the usual 0.7 s by which a multiplexer lets time stamps lead.
    private static readonly string[] FfmpegPackets =
        ["-map", "0:v:0", "-c:v", "copy", "-f", "mpegts", "-muxdelay", "0", "-muxpreload", "0", "-flush_packets", "1", FfmpegPacketsPipe];

    // A queue of its own for each branch, else the one that waits stops the other. Parameter sets before each key frame: a clip can begin at any.
    private static readonly string[] GstPackets =
    [
        "!", "rtph264depay", "!", "h264parse", "config-interval=-1", "!", "video/x-h264,stream-format=byte-stream,alignment=au", "!", "tee", "name=packets",
        "packets.", "!", "queue", "!", "mpegtsmux", "!", "fdsink", GstPacketsPipe, "sync=false",
        "packets.", "!", "queue",
    ];

    private static string[] GstRtsp(string url, CameraOptions options) =>
    [
        "rtspsrc", $"location=\"{url}\"", "latency=100", $"protocols={Lower(options.Transport)}", "name=camera",
        "camera.", "!", "application/x-rtp,media=video",
    ];

    private static string[] Decodebin(CameraOptions options) =>
        ["!", "decodebin", "!", "videoconvert", "!", "videoscale", "add-borders=true", "!", $"video/x-raw,format=BGR,{Dimensions(options)},pixel-aspect-ratio=1/1"];

    private static string[] NvidiaDecoder(CameraOptions options) =>
        ["!", "nvv4l2decoder", .. NvidiaScaler(options)];

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

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpenCvSharp;
using SegEdge.Pipeline.Models;

namespace SegEdge.Benchmarks.Peers;

/// <summary>Who is compared.</summary>
internal static partial class PeerList
{
    public const string Ours = "SegEdge";

    private const string SampleLoop = "ONNX Runtime, the samples' C# loop", OpenCvDnn = "OpenCV DNN through OpenCvSharp", Node = "onnxruntime-node with sharp", Decoding = "ffmpeg, decoding alone (floor)";

    /// <summary>Those that run in a process of this program.</summary>
    public static readonly IReadOnlyDictionary<string, Func<PeerTask, PeerFigures>> Own = new Dictionary<string, Func<PeerTask, PeerFigures>>
    {
        [Ours] = SegEdgePeer.Run,
        [SampleLoop] = SampleLoopPeer.Run,
        [OpenCvDnn] = OpenCvPeer.Run,
    };

    /// <summary>Name and a turn, ours first.</summary>
    /// <param name="nodeFolder">With installed packages; null leaves Node out.</param>
    public static IReadOnlyList<(string Name, Func<PeerTask, PeerFigures> Turn)> All(string? nodeFolder) =>
    [
        .. Own.Keys.Select(name => (name, (Func<PeerTask, PeerFigures>)(task => PeerFigures.Parse(PeerProcess.Run(Environment.ProcessPath!, ["peer", name, .. task.ToArguments()]))))),
        .. nodeFolder is null ? [] : new[] { (Node, (Func<PeerTask, PeerFigures>)(task => PeerFigures.Parse(PeerProcess.Run("node", [Path.Combine(nodeFolder, "peer.mjs"), NodeTask(task)])))) },
        (Decoding, Decode),
    ];

    private static string NodeTask(PeerTask task)
    {
        var package = task.Package;
        var input = package.Manifest.Input;
        using var capture = new VideoCapture(task.Video);
        return JsonSerializer.Serialize(
            new
            {
                model = package.ModelPath,
                video = task.Video,
                width = capture.FrameWidth,
                height = capture.FrameHeight,
                task.Frames,
                task.Threads,
                PeerTask.WarmUp,
                output = package.Manifest.Heads[0].Output,
                mask = task.MaskPath,
                input = new { input.Name, input.Width, input.Height, rgb = input.Color == ColorOrder.Rgb, input.Mean, input.Std, input.Scale },
            }, JsonSerializerOptions.Web);
    }

    // ffmpeg -benchmark says itself what it took: "bench: utime=0.5s stime=0.1s rtime=0.6s" and "bench: maxrss=60MiB".
    private static PeerFigures Decode(PeerTask task)
    {
        var start = new ProcessStartInfo("ffmpeg",
        [
            "-hide_banner", "-nostdin", "-benchmark", "-threads", task.Threads.ToString(CultureInfo.InvariantCulture), "-i", task.Video,
            "-frames:v", (PeerTask.WarmUp + task.Frames).ToString(CultureInfo.InvariantCulture), "-f", "rawvideo", "-pix_fmt", "bgr24", "-y", "/dev/null",
        ])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        var (time, memory) = (Time().Match(said), Memory().Match(said));
        if (!time.Success || !memory.Success) throw new InvalidOperationException($"ffmpeg told no times: {said}");
        return new PeerFigures(PeerTask.WarmUp + task.Frames, double.Parse(time.Groups[1].Value, CultureInfo.InvariantCulture), null, double.Parse(memory.Groups[1].Value, CultureInfo.InvariantCulture) * 1024 / 1e6);
    }

    [GeneratedRegex(@"rtime=([\d.]+)s")]
    private static partial Regex Time();

    [GeneratedRegex(@"maxrss=(\d+)\s*k", RegexOptions.IgnoreCase)]
    private static partial Regex Memory();
}

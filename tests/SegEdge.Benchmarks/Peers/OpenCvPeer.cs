using OpenCvSharp;
using OpenCvSharp.Dnn;
using SegEdge.Pipeline.Models;

namespace SegEdge.Benchmarks.Peers;

/// <summary>OpenCV's own network runner, on its CPU back end; the largest class by its matrix operations.</summary>
internal static class OpenCvPeer
{
    /// <exception cref="OpenCVException">It does not take the model.</exception>
    public static PeerFigures Run(PeerTask task)
    {
        var package = task.Package;
        var (input, head) = (package.Manifest.Input, package.Manifest.Heads[0]);
        Cv2.SetNumThreads(task.Threads);
        using var net = CvDnn.ReadNetFromOnnx(package.ModelPath) ?? throw new InvalidOperationException($"OpenCV reads no network from {package.ModelPath}.");
        net.SetPreferableBackend(Backend.OPENCV);
        using var capture = new VideoCapture(task.Video);
        using var frame = new Mat();
        var clock = new PeerClock();
        byte[] mask = [];
        for (var i = 0; i < PeerTask.WarmUp + task.Frames && capture.Read(frame); i++)
        {
            using var blob = ToBlob(frame, input);
            net.SetInput(blob, input.Name);
            using var scores = net.Forward(head.Output);
            mask = ArgMax(scores);
            clock.Frame();
        }
        var figures = clock.Stop();
        File.WriteAllBytes(task.MaskPath, mask);
        return figures;
    }

    private static Mat ToBlob(Mat frame, ModelInput input)
    {
        var rgb = input.Color == ColorOrder.Rgb;
        var mean = new Scalar(input.Mean[0], input.Mean[1], input.Mean[2]);
        var blob = CvDnn.BlobFromImage(frame, input.Scale, new Size(input.Width, input.Height), mean, swapRB: rgb, crop: false);
        for (var c = 0; c < 3; c++)
        {
            if (input.Std[c] == 1) continue;
            using var plane = Plane(blob, c);
            plane.ConvertTo(plane, -1, 1 / input.Std[c]);
        }
        return blob;
    }

    private static byte[] ArgMax(Mat scores)
    {
        using var best = Plane(scores, 0).Clone();
        using var winner = new Mat(best.Size(), MatType.CV_8UC1, Scalar.Black);
        using var better = new Mat();
        for (var c = 1; c < scores.Size(1); c++)
        {
            using var plane = Plane(scores, c);
            Cv2.Compare(plane, best, better, CmpTypes.GT);
            plane.CopyTo(best, better);
            winner.SetTo(new Scalar(c), better);
        }
        winner.GetArray(out byte[] mask);
        return mask;
    }

    // [1, C, H, W]: a header onto one channel.
    private static Mat Plane(Mat blob, int c) => Mat.FromPixelData(blob.Size(2), blob.Size(3), MatType.CV_32FC1, blob.Ptr(0, c));
}

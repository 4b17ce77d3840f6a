using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;
using SegEdge.Pipeline.Models;

namespace SegEdge.Benchmarks.Peers;

/// <summary>The loop that ONNX Runtime's own C# samples teach (microsoft/onnxruntime, csharp/sample; the tutorial "Object detection with Faster RCNN in C#"): a DenseTensor
/// filled pixel by pixel, a NamedOnnxValue, Run, and the largest class looked for in C#.</summary>
internal static class SampleLoopPeer
{
    public static PeerFigures Run(PeerTask task)
    {
        var package = task.Package;
        var (input, head) = (package.Manifest.Input, package.Manifest.Heads[0]);
        using var options = new SessionOptions { IntraOpNumThreads = task.Threads };
        using var session = new InferenceSession(package.ModelPath, options);
        using var capture = new VideoCapture(task.Video);
        using var frame = new Mat();
        using var small = new Mat();
        var clock = new PeerClock();
        byte[] mask = [];
        for (var i = 0; i < PeerTask.WarmUp + task.Frames && capture.Read(frame); i++)
        {
            Cv2.Resize(frame, small, new Size(input.Width, input.Height));
            var tensor = ToTensor(small, input);
            var inputs = new List<NamedOnnxValue> { NamedOnnxValue.CreateFromTensor(input.Name, tensor) };
            using var results = session.Run(inputs);
            mask = ArgMax(results.First(r => r.Name == head.Output).AsTensor<float>());
            clock.Frame();
        }
        var figures = clock.Stop();
        File.WriteAllBytes(task.MaskPath, mask);
        return figures;
    }

    private static DenseTensor<float> ToTensor(Mat picture, ModelInput input)
    {
        var tensor = new DenseTensor<float>([1, 3, input.Height, input.Width]);
        for (var y = 0; y < input.Height; y++)
            for (var x = 0; x < input.Width; x++)
            {
                var pixel = picture.At<Vec3b>(y, x);
                for (var c = 0; c < 3; c++)
                    tensor[0, c, y, x] = (float)((pixel[input.Color == ColorOrder.Rgb ? 2 - c : c] - input.Mean[c]) / input.Std[c] * input.Scale);
            }
        return tensor;
    }

    private static byte[] ArgMax(Tensor<float> scores)
    {
        int classes = scores.Dimensions[1], height = scores.Dimensions[2], width = scores.Dimensions[3];
        var mask = new byte[height * width];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var best = 0;
                for (var c = 1; c < classes; c++)
                    if (scores[0, c, y, x] > scores[0, best, y, x]) best = c;
                mask[(y * width) + x] = (byte)best;
            }
        return mask;
    }
}

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Tests;

/// <summary>The model without anything of ours around it: a new session, tensors, and the definition of argmax.</summary>
internal sealed class PlainRun(ModelPackage package) : IDisposable
{
    private readonly InferenceSession _session = new(package.ModelPath);
    private readonly PicturePreparation _preparation = new(package.Manifest.Input);

    /// <summary>Every class of every head, from the same frame.</summary>
    public void AssertEqual(Frame frame, Segmentation maps)
    {
        var differing = Differing(frame, maps, requireTwoClasses: true);
        Assert.True(differing.Count == 0, string.Join('\n', differing.Take(5)));
    }

    /// <summary>Pixels whose class differs from a plain run's, each with the scores that decided.</summary>
    /// <param name="requireTwoClasses">Whether a map of one class, which shows nothing, is a failure.</param>
    public List<string> Differing(Frame frame, Segmentation maps, bool requireTwoClasses)
    {
        var input = new float[3 * package.Manifest.Input.Height * package.Manifest.Input.Width];
        _preparation.Prepare(frame, input);
        var (height, width) = (package.Manifest.Input.Height, package.Manifest.Input.Width);
        int[] shape = package.Manifest.Input.Layout == TensorLayout.Nchw ? [1, 3, height, width] : [1, height, width, 3];
        using var outputs = _session.Run([NamedOnnxValue.CreateFromTensor(package.Manifest.Input.Name, new DenseTensor<float>(input, shape))]);
        var differing = new List<string>();
        for (var h = 0; h < maps.Heads.Count; h++)
        {
            var head = package.Manifest.Heads[h];
            var output = outputs.Single(o => o.Name == head.Output);
            var expected = Classes(output, head, maps.Heads[h].Size);
            Assert.Equal(head.Name, maps.Heads[h].Head);
            for (var i = 0; i < expected.Length; i++)
                if (expected[i] != maps.Heads[h].Classes[i])
                    differing.Add($"head '{head.Name}', pixel {i}: {maps.Heads[h].Classes[i]}, a plain run gives {expected[i]}, margin {maps.Heads[h].Margins[i]:0.#######}");
            Assert.True(!requireTwoClasses || expected.Distinct().Count() > 1, $"head '{head.Name}' has one class only: the comparison shows nothing");
        }
        return differing;
    }

    public void Dispose()
    {
        _preparation.Dispose();
        _session.Dispose();
    }

    private byte[] Classes(DisposableNamedOnnxValue output, ModelHead head, PictureSize size)
    {
        var kind = head.KindIn(package.Manifest.Task);
        if (kind == HeadKind.Argmax) return [.. output.AsTensor<long>().Select(c => (byte)c)];

        var scores = output.AsTensor<float>();
        var classes = new byte[size.Pixels];
        var pixel = new float[kind switch { HeadKind.Binary => 1, HeadKind.MultiLabel => head.Classes.Count - 1, _ => head.Classes.Count }];
        var last = scores.Dimensions[3] == pixel.Length && package.Manifest.Input.Layout == TensorLayout.Nhwc;
        for (var y = 0; y < size.Height; y++)
            for (var x = 0; x < size.Width; x++)
            {
                for (var c = 0; c < pixel.Length; c++) pixel[c] = last ? scores[0, y, x, c] : scores[0, c, y, x];
                classes[(y * size.Width) + x] = kind == HeadKind.Binary ? Binary(pixel[0], head) : kind == HeadKind.MultiLabel ? MultiLabel(pixel, head) : NaiveArgmax.Of(pixel).Winner;
            }
        return classes;
    }

    // The likeliest of those above the threshold; log-odds and probabilities have the same order.
    private static byte MultiLabel(float[] pixel, ModelHead head)
    {
        byte winner = 0;
        for (var c = 0; c < pixel.Length; c++)
            if (Binary(pixel[c], head) == 1 && (winner == 0 || pixel[c] > pixel[winner - 1])) winner = (byte)(c + 1);
        return winner;
    }

    private static byte Binary(double score, ModelHead head) =>
        (head.Scores == ScoreUnit.Probabilities ? score : 1 / (1 + Math.Exp(-score))) > head.Threshold ? (byte)1 : (byte)0;
}

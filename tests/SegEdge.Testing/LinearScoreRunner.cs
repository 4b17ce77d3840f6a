using SegEdge.Explain;

namespace SegEdge.Testing;

/// <summary>A model whose answer can be worked out by hand: the logit of class c is, at every output pixel,
/// bias_c + sum over input pixels of weight_c times the sum of the pixel's channels.</summary>
/// <param name="weights">Per class, [Height, Width] of the input; for a one-channel head one plane, the logit of class 1.</param>
public sealed class LinearScoreRunner(PictureTensor input, ScoreTensor head, float[][] weights, float[]? bias = null) : IGraphRunner
{
    public PictureTensor Input => input;

    public IReadOnlyList<ScoreTensor> Outputs { get; } = [head];

    /// <summary>Forward passes so far.</summary>
    public int Passes { get; private set; }

    /// <summary>Called in every pass with its number, from 1, and the picture; to move a clock, to look, to cancel.</summary>
    public PassObserver? OnRun { get; set; }

    public delegate void PassObserver(int pass, ReadOnlySpan<float> picture);

    /// <summary>A plane of zeros with one constant rectangle: the planted evidence.</summary>
    public static float[] Rectangle(PictureTensor input, PixelRect rect, float weight)
    {
        var plane = new float[input.Height * input.Width];
        for (var y = rect.Y; y < rect.Bottom; y++) plane.AsSpan((y * input.Width) + rect.X, rect.Width).Fill(weight);
        return plane;
    }

    public void Run(ReadOnlySpan<float> picture, int output, Span<float> scores)
    {
        Passes++;
        OnRun?.Invoke(Passes, picture);
        Span<double> logit = stackalloc double[weights.Length];
        for (var c = 0; c < weights.Length; c++) logit[c] = (bias?[c] ?? 0) + Weighted(picture, weights[c]);
        var pixels = head.Height * head.Width;
        for (var i = 0; i < pixels; i++)
            for (var c = 0; c < head.Channels; c++)
                scores[head.ChannelsLast ? (i * head.Channels) + c : (c * pixels) + i] = (float)Value(logit, c);
    }

    private double Weighted(ReadOnlySpan<float> picture, float[] weight)
    {
        double sum = 0;
        for (var i = 0; i < weight.Length; i++)
        {
            if (weight[i] == 0) continue;
            for (var c = 0; c < input.Channels; c++)
                sum += weight[i] * picture[input.ChannelsLast ? (i * input.Channels) + c : (c * weight.Length) + i];
        }
        return sum;
    }

    private double Value(ReadOnlySpan<double> logit, int c)
    {
        if (head.Kind is ScoreKind.Logits or ScoreKind.BinaryLogit) return logit[c];
        if (head.Kind == ScoreKind.ClassIndex) return logit.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(logit));
        if (head.Kind == ScoreKind.BinaryProbability) return 1 / (1 + Math.Exp(-logit[0]));
        double sum = 0;
        foreach (var z in logit) sum += Math.Exp(z);
        return Math.Exp(logit[c]) / sum;
    }
}

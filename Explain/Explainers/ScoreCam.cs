using OpenCvSharp;
using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>Score-CAM: the channels of one layer, each weighted by the score that the frame keeps where that channel is active.</summary>
/// <remarks>Wang et al., Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural Networks, CVPRW 2020, arXiv:1910.01279: a channel, stretched
/// to the picture and to 0..1, is a mask s; the weights are the softmax of v(s) - v(0) over channels; negative sums are cut to 0. Departs: the score is a
/// region's log-odds; the hidden part shows the chosen reference, not black; with fewer passes than channels those of the largest deviation over the layer
/// are asked, the others have no part; a channel without any is no mask; cells. Cost: one gradient, for the activations that come with it, and a pass a channel.</remarks>
/// <param name="layer">Null: the documented rule.</param>
public sealed class ScoreCam(string? layer = null) : IExplainer
{
    // Fewer say more about which channels were asked than about the frame.
    private const int FewestChannels = 8;

    public string Name => "score-cam";

    /// <summary>As many as the layer has channels, which only the model knows.</summary>
    public int UsefulPasses(CellGrid grid) => int.MaxValue;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        if (!region.TryLayer(layer, null, budget, out var reading))
            return ExplainerOutcome.Skip($"{Name} needs {IGradientGraphs.PassesPerGradient} passes for the layer; {budget.Exhausted ?? "fewer are left"}");
        var channels = Ranked(reading);
        var scores = new List<double>();
        foreach (var channel in channels)
        {
            Stretch(channel, reading.Shape, region);
            if (!region.TryReadMixed(budget, out var masked)) break;
            scores.Add(masked.LogOdds);
        }
        if (scores.Count < Math.Min(FewestChannels, channels.Count))
            return ExplainerOutcome.Skip(Invariant($"{Name} needs at least {FewestChannels} channels; {budget.Exhausted} after {scores.Count}"));
        var plane = new float[reading.Shape.Height * reading.Shape.Width];
        foreach (var (channel, weight) in channels.Zip(Softmax(scores)))
            for (var place = 0; place < plane.Length; place++) plane[place] += (float)weight * channel[place];
        foreach (ref var value in plane.AsSpan()) value = Math.Max(0, value);
        return ExplainerOutcome.Map(
            LayerCells.Of(plane, reading.Shape.Height, reading.Shape.Width, grid, region.Shape), Invariant($"layer={reading.Layer}, channels={scores.Count} of {reading.Shape.Channels}"));
    }

    // Channels that vary, the most varied first; of equals in the layer's order.
    private static List<float[]> Ranked(LayerReading reading) =>
    [
        .. Enumerable.Range(0, reading.Shape.Channels).Select(c => Plane(reading, c)).Select(p => (Plane: p, Variance: VarianceOf(p)))
            .Where(c => c.Variance > 0).OrderByDescending(c => c.Variance).Select(c => c.Plane),
    ];

    private static float[] Plane(LayerReading reading, int channel)
    {
        var plane = new float[reading.Shape.Height * reading.Shape.Width];
        for (var place = 0; place < plane.Length; place++) plane[place] = reading.Activations[LayerCells.At(reading.Shape, channel, place)];
        return plane;
    }

    private static double VarianceOf(float[] plane)
    {
        var mean = plane.Average(p => (double)p);
        return plane.Average(p => (p - mean) * (p - mean));
    }

    // The layer lies over the whole model input. The order is that of the paper: stretched in size, then to 0..1.
    private static void Stretch(float[] plane, PictureTensor shape, PerturbedRegion region)
    {
        using var small = Mat.FromPixelData(shape.Height, shape.Width, MatType.CV_32FC1, plane);
        using var mask = Mat.FromPixelData(region.Shape.Height, region.Shape.Width, MatType.CV_32FC1, region.Mask);
        Cv2.Resize(small, mask, mask.Size(), interpolation: InterpolationFlags.Linear);
        Cv2.Normalize(mask, mask, 0, 1, NormTypes.MinMax);
    }

    // Of v, as of v - v(0): a constant has no part in it.
    private static double[] Softmax(List<double> scores)
    {
        var most = scores.Count > 0 ? scores.Max() : 0;
        double[] odds = [.. scores.Select(s => Math.Exp(s - most))];
        var sum = odds.Sum();
        return [.. odds.Select(o => o / sum)];
    }
}

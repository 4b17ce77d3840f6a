using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>SmoothGrad: the mean of dv/dx over noisy copies of the frame; a cell gets the mean of its absolute values.</summary>
/// <remarks>Smilkov, Thorat, Kim, Viegas, Wattenberg, SmoothGrad: removing noise by adding noise, arXiv:1706.03825: noise of 15 % of the frame's range.
/// Departs: a region's score; channels are summed; cells; letterbox padding, which is no frame, gets no noise. It has no sign. Cost: <see cref="IGradientGraphs.PassesPerGradient"/> passes a copy.</remarks>
public sealed class SmoothGrad(string name, int copies) : IExplainer
{
    private const float NoiseLevel = 0.15f;

    public string Name => name;

    public int UsefulPasses(CellGrid grid) => copies * IGradientGraphs.PassesPerGradient;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        var (frame, shape, random) = (region.Picture.ToArray(), region.Shape, new SeededRandom(seed));
        float[] noisy = region.Picture.ToArray(), sum = new float[frame.Length];
        var planes = Enumerable.Range(0, shape.Channels).Select(channel => Content(frame, shape, grid.Content, channel)).ToArray();
        var (deviation, drawn) = (NoiseLevel * (planes.Max(p => p.Max()) - planes.Min(p => p.Min())), new float[grid.Content.Area]);
        var taken = 0;
        for (; taken < copies; taken++)
        {
            for (var channel = 0; channel < shape.Channels; channel++)
            {
                for (var i = 0; i < drawn.Length; i++) drawn[i] = planes[channel][i] + (deviation * random.NextBell());
                ContentPlane.Write(drawn, shape, grid.Content, channel, noisy);
            }
            if (!region.TryLayer("", noisy, budget, out var reading)) break;
            for (var i = 0; i < sum.Length; i++) sum[i] += reading.Gradients[i];
        }
        if (taken == 0) return ExplainerOutcome.Skip($"{name} needs {IGradientGraphs.PassesPerGradient} passes a copy; {budget.Exhausted ?? "fewer are left"}");
        var plane = new float[shape.Height * shape.Width];
        for (var channel = 0; channel < shape.Channels; channel++)
            for (var place = 0; place < plane.Length; place++) plane[place] += Math.Abs(sum[LayerCells.At(shape, channel, place)]) / taken;
        return ExplainerOutcome.Map(LayerCells.Of(plane, shape.Height, shape.Width, grid, shape), Invariant($"copies={taken}, noise={NoiseLevel:0.00}"));
    }

    private static float[] Content(float[] picture, PictureTensor shape, PixelRect content, int channel)
    {
        var plane = new float[content.Area];
        ContentPlane.Read(picture, shape, content, channel, plane);
        return plane;
    }
}

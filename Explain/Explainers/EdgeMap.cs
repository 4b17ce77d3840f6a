using System.Numerics.Tensors;
using OpenCvSharp;

namespace SegEdge.Explain;

/// <summary>A control: the mean Sobel magnitude of the picture in each cell, in normalised units per pixel, no nats. It knows neither
/// model nor question; a map that looks like it may be no more than an edge detector (Adebayo et al., Sanity Checks for
/// Saliency Maps, NeurIPS 2018, arXiv:1810.03292). Grey is the mean of the channels. Cost: no pass.</summary>
public sealed class EdgeMap : IExplainer
{
    public string Name => "edges";

    public int UsefulPasses(CellGrid grid) => 0;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        var content = grid.Content;
        using var grey = Mat.FromPixelData(content.Height, content.Width, MatType.CV_32FC1, Grey(region, content));
        using Mat dx = new(), dy = new(), magnitude = new();
        // 1/8: the 3x3 kernel's weights on one side sum to 4, and its arms are 2 pixels apart.
        Cv2.Sobel(grey, dx, MatType.CV_32F, 1, 0, ksize: 3, scale: 0.125);
        Cv2.Sobel(grey, dy, MatType.CV_32F, 0, 1, ksize: 3, scale: 0.125);
        Cv2.Magnitude(dx, dy, magnitude);
        var cells = new float[grid.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = grid.Cell(i);
            using var part = new Mat(magnitude, new Rect(cell.X - content.X, cell.Y - content.Y, cell.Width, cell.Height));
            cells[i] = (float)Cv2.Mean(part).Val0;
        }
        return ExplainerOutcome.Map(cells, "sobel=3x3");
    }

    private static float[] Grey(PerturbedRegion region, PixelRect content)
    {
        var (sum, plane) = (new float[content.Area], new float[content.Area]);
        for (var channel = 0; channel < region.Shape.Channels; channel++)
        {
            ContentPlane.Read(region.Picture, region.Shape, content, channel, plane);
            TensorPrimitives.Add(sum, plane, sum);
        }
        TensorPrimitives.Multiply(sum, 1f / region.Shape.Channels, sum);
        return sum;
    }
}

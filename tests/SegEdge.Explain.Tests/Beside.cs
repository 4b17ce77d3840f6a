using SegEdge.Testing;

namespace SegEdge.Explain.Tests;

/// <summary>A region with evidence inside, on its boundary and beside it. A frame of ones, 48x48, in 6x6 cells of 8 px; an output pixel
/// per cell. The region is columns 0-2: inside are columns 0-1, boundary 2-3, context 4-5. One cell of each part carries evidence, so
/// v(1) = 8 and, with zeros for a reference, v(0) = 0.</summary>
internal sealed class Beside
{
    public const int InsideCell = 12, BoundaryCell = 20, ContextCell = 10; // (0,2), (2,3), (4,1)

    public static readonly float[] Perfect = Evidence((InsideCell, 2), (BoundaryCell, 2), (ContextCell, 4));

    public Beside(Func<int, bool>? inRegion = null)
    {
        var input = new PictureTensor(1, 48, 48, false);
        Grid = new CellGrid(new PixelRect(0, 0, 48, 48), new CellCount(6, 6));
        var weights = new float[48 * 48];
        for (var i = 0; i < 36; i++)
            if (Perfect[i] > 0)
                foreach (var (pixel, weight) in LinearScoreRunner.Rectangle(input, Grid.Cell(i), Perfect[i] / 64).Index())
                    weights[pixel] += weight;
        var output = new ScoreTensor("field", 1, 6, 6, false, ScoreKind.BinaryLogit);
        Runner = new LinearScoreRunner(input, output, [weights]);
        byte[] region = [.. Enumerable.Range(0, 36).Select(i => inRegion?.Invoke(i) ?? i % 6 < 3 ? (byte)1 : (byte)0)];
        var target = new Target(0, output, ["soil", "weed"], 1, null, new RegionMask(region, 6, 6));
        var picture = new float[48 * 48];
        picture.AsSpan().Fill(1);
        Aimed = new PerturbedRegion(Runner);
        Aimed.TryAim(picture, Grid.Content, target, [new DatasetMeanReference([0])], Planted.Unlimited());
    }

    public LinearScoreRunner Runner { get; }

    public CellGrid Grid { get; }

    public PerturbedRegion Aimed { get; }

    private static float[] Evidence(params (int Cell, float Nats)[] places)
    {
        var cells = new float[36];
        foreach (var (cell, nats) in places) cells[cell] = nats;
        return cells;
    }
}

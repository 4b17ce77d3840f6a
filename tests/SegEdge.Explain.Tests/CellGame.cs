namespace SegEdge.Explain.Tests;

/// <summary>A score that is any function of which cells are shown: six cells of one pixel, a frame of ones, zeros for a
/// reference.</summary>
internal sealed class CellGame(Func<bool[], float> score) : IGraphRunner
{
    public PictureTensor Input { get; } = new(1, 2, 3, false);

    public IReadOnlyList<ScoreTensor> Outputs { get; } = [new("field", 1, 1, 1, false, ScoreKind.BinaryLogit)];

    public void Run(ReadOnlySpan<float> picture, int output, Span<float> scores) =>
        scores[0] = score([.. picture.ToArray().Select(p => p > 0)]);

    public float[] Explain(IExplainer explainer, int passes)
    {
        var region = new PerturbedRegion(this);
        var target = new Target(0, Outputs[0], ["soil", "weed"], 1, null, new RegionMask([1], 1, 1));
        var grid = new CellGrid(new PixelRect(0, 0, 3, 2), new CellCount(3, 2));
        region.TryAim([1, 1, 1, 1, 1, 1], grid.Content, target, [new DatasetMeanReference([0])], Planted.Unlimited());
        return explainer.Explain(region, grid, 5, Planted.Budget(passes)).Cells!;
    }
}

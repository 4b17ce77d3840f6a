using SegEdge.Testing;

namespace SegEdge.Explain.Tests;

/// <summary>A frame of ones, 48x48, in 6x6 cells of 8 px. Only the four cells in columns 3-4 of rows 1-2 carry evidence, each 2 nats
/// for class 1 against class 0; so v(1) = 8. v(0) = 0 with the all-zero data-set mean, the one reference that hides ones.</summary>
internal sealed class Planted
{
    public const double PerCell = 2;

    public static readonly PixelRect Evidence = new(24, 8, 16, 16);

    public static readonly int[] EvidenceCells = [9, 10, 15, 16];

    public Planted(bool channelsLast = false, PixelRect? content = null, float picture = 1, ScoreKind kind = ScoreKind.Logits)
    {
        Input = new PictureTensor(3, 48, 48, channelsLast);
        var channels = kind is ScoreKind.Logits or ScoreKind.Probabilities ? 2 : 1;
        var output = new ScoreTensor("field", channels, 4, 4, channelsLast, kind);
        var nothing = new float[48 * 48];
        var evidence = LinearScoreRunner.Rectangle(Input, Evidence, 8f / (3 * Evidence.Area));
        var twoScores = channels == 2 || kind == ScoreKind.ClassIndex;
        Runner = new LinearScoreRunner(Input, output, twoScores ? [nothing, evidence] : [evidence]);
        Content = content ?? new PixelRect(0, 0, 48, 48);
        Picture = new float[Input.Length];
        Picture.AsSpan().Fill(picture);
        var everywhere = new byte[16];
        everywhere.AsSpan().Fill(1);
        Target = new Target(0, output, ["soil", "weed"], 1, null, new RegionMask(everywhere, 4, 4));
        Grid = new CellGrid(Content, new CellCount(6, 6));
    }

    public PictureTensor Input { get; }

    public LinearScoreRunner Runner { get; }

    public PixelRect Content { get; }

    public float[] Picture { get; }

    public Target Target { get; }

    public CellGrid Grid { get; }

    /// <summary>Aimed with the all-zero reference; two passes, not counted in any test's budget.</summary>
    public PerturbedRegion Aimed()
    {
        var region = new PerturbedRegion(Runner);
        Assert.NotNull(region.TryAim(Picture, Content, Target, [new DatasetMeanReference([0, 0, 0])], Unlimited()));
        return region;
    }

    public static ExplainBudget Unlimited() => new(int.MaxValue, Timeout.InfiniteTimeSpan, TimeProvider.System);

    public static ExplainBudget Budget(int passes) => new(passes, Timeout.InfiniteTimeSpan, TimeProvider.System);
}

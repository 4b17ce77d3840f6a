using OpenCvSharp;
using SegEdge.EdgeHost.Evaluation;
using SegEdge.EdgeHost.Sinks;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Evaluation;

public sealed class TiledModelTests : IDisposable
{
    private const int Side = 32, Width = 80, Height = 56;

    private readonly TemporaryFolder _folder = new();

    // The picture is twice as large as what is cut, and all red but for a black square.
    [Fact]
    public void AMap_LiesWhereItsTileLies_InTheCamerasPicture()
    {
        var package = Package();
        using var picture = new Mat(2 * Height, 2 * Width, MatType.CV_8UC3, Scalar.All(0));
        Cv2.Rectangle(picture, new Rect(2 * 60, 2 * 40, 20, 16), new Scalar(0, 0, 200), -1);
        using var lane = new ExplanationLane(package, new RuntimeOptions { CompiledFolder = _folder.File("compiled") }, new ExplainOptions { Method = "occlusion" }, TimeProvider.System);
        var result = lane.Explain(picture, null, TargetRequest.Parse("class=class1").Resolve, null, TestContext.Current.CancellationToken);
        var letterbox = Letterbox.For(new(2 * Width, 2 * Height), new(Width, Height), ResizeMode.Stretch);
        Assert.Equal(new Rect(2 * (Width - Side), 2 * (Height - Side), 2 * Side, 2 * Side), HeatPlace.Of(result, result.Map!, letterbox));
        Assert.Equal(new Rect(0, 0, 2 * Width, 2 * Height), HeatPlace.Of(result with { Tile = null }, result.Map!, letterbox));
    }

    [Fact]
    public void AnEvaluation_SaysHowFarSeamsShow()
    {
        using var picture = new Mat(Height, Width, MatType.CV_8UC3, new Scalar(0, 0, 200));
        using var labels = new Mat(Height, Width, MatType.CV_8UC1, Scalar.All(1));
        Cv2.ImWrite(_folder.File("picture.png"), picture);
        Cv2.ImWrite(_folder.File("labels.png"), labels);
        using var model = new SegmentationModel(Package(), new RuntimeOptions { CompiledFolder = _folder.File("compiled") });
        var evaluation = new ModelEvaluation(model, null, []);
        evaluation.Add(new LabelledPicture(_folder.File("picture.png"), _folder.File("labels.png"), null));
        Assert.Contains("0.00 % across the tiles' seams, 0.00 % beside them", evaluation.Table(), StringComparison.Ordinal);
        Assert.Equal(1, evaluation.All.Accuracy);
    }

    public void Dispose() => _folder.Dispose();

    private ModelPackage Package() => TinyOnnx.Logits(Side, Side).With(m => m with { Tiling = new() { Width = Width, Height = Height, Overlap = 8 } }).SaveTo(_folder);
}

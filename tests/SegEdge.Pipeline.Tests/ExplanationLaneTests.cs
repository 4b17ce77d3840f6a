using SegEdge.Explain;
using SegEdge.Pipeline.Compiling;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests;

public sealed class ExplanationLaneTests : IDisposable
{
    // Columns and rows 2 and 3 of the six by six cells over 66 pixels.
    private const int From = 22, To = 44, Side = 66;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Occlusion_FindsThePlantedPixels()
    {
        var result = Explain(segmentation: null);
        Assert.Equal(ExplainStatus.Ok, result.Status);
        Assert.Equal((To - From) * (To - From), result.Target.Region.Area);
        var cells = result.Map!.Cells.ToArray();
        Assert.Equal((6, 6), (result.Map.Grid.Columns, result.Map.Grid.Rows));
        bool Planted(int i) => i % 6 is 2 or 3 && i / 6 is 2 or 3;
        var inside = cells.Where((_, i) => Planted(i)).ToArray();
        var outside = cells.Where((_, i) => !Planted(i)).ToArray();
        Assert.True(inside.Min() > 3 * outside.Max(MathF.Abs), $"inside {string.Join(' ', inside)}, outside up to {outside.Max(MathF.Abs)}");
    }

    [Fact]
    public void AMapThatIsThere_IsTaken_InsteadOfAPassOfItsOwn()
    {
        var package = Model.SaveTo(_folder);
        using var model = new SegmentationModel(package, new RuntimeOptions());
        using var frame = Frame();
        using var maps = model.Maps.Rent();
        model.Segment(frame, maps, out _);
        maps.Heads[0].Classes[..Side].Fill(1); // a row that only this map has
        Assert.Equal(Side, Explain(maps).Target.Region.Area);
    }

    [Fact]
    public void Runner_GivesTheModelsScores()
    {
        var package = Model.SaveTo(_folder);
        using var runner = new OrtGraphRunner(package, new RuntimeOptions());
        Assert.Equal(new PictureTensor(3, Side, Side, false), runner.Input);
        var output = Assert.Single(runner.Outputs);
        Assert.Equal(new ScoreTensor("head", 4, Side, Side, false, ScoreKind.Logits), output);
        var picture = new float[runner.Input.Length];
        picture.AsSpan(0, Side * Side).Fill(100); // red
        var scores = new float[output.Length];
        runner.Run(picture, 0, scores);
        Assert.Equal([40, 100, -50, -50], Enumerable.Range(0, 4).Select(c => scores[c * Side * Side]));
    }

    public static TheoryData<string, string> Methods() => new()
    {
        { "gradients", "scg" },
        { "quantised", "occlusion" },
        { "class indices", "occlusion" },
    };

    [Theory, MemberData(nameof(Methods))]
    public void Auto_TakesWhatTheModelAllows_AndSaysIt(string kind, string method) =>
        Assert.Equal(method, Ask(ModelOf(kind), new ExplainOptions()).Map!.Method);

    [Theory, MemberData(nameof(Methods))]
    public void TheSameSeed_GivesTheSameBytes(string kind, string method)
    {
        var options = new ExplainOptions { Seed = 7, Passes = 60 };
        ExplanationResult one = Ask(ModelOf(kind), options), again = Ask(ModelOf(kind), options);
        Assert.Equal(method, one.Map!.Method);
        Assert.Equal(one.Map.Cells.ToArray(), again.Map!.Cells.ToArray());
        Assert.Equal((one.Map.Parameters, one.Faithfulness, one.Passes), (again.Map.Parameters, again.Faithfulness, again.Passes));
    }

    // In small units, where the foil's logsumexp bends: of a linear score every draw gives the same map.
    [Fact]
    public void AnotherSeed_DrawsOtherCoalitions()
    {
        var bent = Model.WithInput(i => i with { Scale = 0.02 });
        float[] Cells(long seed) => Ask(bent, new ExplainOptions { Method = "coalition-gradients", Seed = seed }, about: "class0").Map!.Cells.ToArray();
        Assert.Equal(Cells(7), Cells(7));
        Assert.NotEqual(Cells(7), Cells(8));
    }

    [Theory, MemberData(nameof(Budgets))]
    public void TheWhole_CostsAtMostItsPasses(string kind, int passes)
    {
        var result = Ask(ModelOf(kind), new ExplainOptions { Passes = passes });
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {result.Passes} of {passes} passes, {result.Status}: {result.Reason ?? result.Map?.Parameters}");
        Assert.InRange(result.Passes, 1, passes);
        Assert.True(result.Map is not null || result.Reason is not null);
    }

    public static TheoryData<string, int> Budgets()
    {
        var data = new TheoryData<string, int>();
        foreach (var kind in new[] { "gradients", "quantised", "class indices" })
            foreach (var passes in new[] { 4, 8, 9, 20, 41, 100, 140, 1000 }) data.Add(kind, passes);
        return data;
    }

    [Fact]
    public void AMethodByName_IsTaken_OrRefusedWithTheReason()
    {
        Assert.Equal("rise", Ask(ModelOf("gradients"), new ExplainOptions { Method = "rise" }).Map!.Method);
        var e = Assert.Throws<ExplainException>(() => Ask(ModelOf("class indices"), new ExplainOptions { Method = "scg" }));
        Assert.Contains("occlusion and rise", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gradients", "^scg$")]
    [InlineData("quantised", "^occlusion, because .*QuantizeLinear")]
    [InlineData("class indices", "^occlusion, because .*occlusion and rise")]
    public void OnceWarm_TheLaneSaysHowItAnswers_AndWhyNotByGradients(string kind, string expected)
    {
        using var lane = new ExplanationLane(ModelOf(kind).SaveTo(_folder), new RuntimeOptions { CompiledFolder = _folder.File("compiled") }, new ExplainOptions(), TimeProvider.System);
        Assert.Equal("auto", lane.Answer);
        lane.WarmUp();
        Assert.Matches(expected, lane.Answer);
    }

    // As a network of other weights is asked: whatever it says about the picture itself.
    [Fact]
    public void AQuestionThatIsFixed_IsAskedOfAnyPicture_WithItsRegionAndReference()
    {
        var stopping = TestContext.Current.CancellationToken;
        using var lane = new ExplanationLane(Model.SaveTo(_folder), new RuntimeOptions(), new ExplainOptions(), TimeProvider.System);
        using var frame = Frame();
        using var grey = TestFrame.Of(Side, Side, (_, _) => ((byte)90, (byte)90, (byte)90));
        var (first, taken, _) = lane.Aim(frame.Picture, TargetRequest.Parse("class=class1").Resolve, stopping);
        var (target, full, empty) = (first.Target, first.Full, first.Empty);
        Assert.Throws<ExplainException>(() => lane.Aim(grey.Picture, TargetRequest.Parse("class=class1").Resolve, stopping));

        var (other, _, grid) = lane.Aim(grey.Picture, target, ReferenceSet.Names.First(n => n != taken), stopping);
        Assert.Same(target, other.Target);
        Assert.Equal((6, 6), (grid.Columns, grid.Rows));
        Assert.True(other.Full.LogOdds < full.LogOdds);

        var (again, reference, _) = lane.Aim(frame.Picture, target, taken, stopping);
        Assert.Equal((taken, full, empty), (reference, again.Full, again.Empty));
    }

    // A compiler that refused a model is not asked again: the second question finds the same refusal.
    [Fact]
    public void ARefusal_IsKept()
    {
        using var graphs = new GradientGraphs(ModelOf("quantised").SaveTo(_folder), new RuntimeOptions { CompiledFolder = _folder.File("compiled") });
        Exception Refusal() => Assert.Throws<ExplainException>(() => graphs.Coalitions(0, new CellCount(4, 4))).InnerException!;
        Assert.Same(Refusal(), Refusal());
    }

    public void Dispose() => _folder.Dispose();

    private static TinyModel ModelOf(string kind) => kind switch
    {
        "quantised" => TinyOnnx.Quantised(Side, Side),
        "class indices" => TinyOnnx.Argmax(Side, Side, keepAxis: true),
        _ => Model,
    };

    private ExplanationResult Ask(TinyModel model, ExplainOptions options, string about = "class1")
    {
        using var lane = new ExplanationLane(model.SaveTo(_folder), new RuntimeOptions { CompiledFolder = _folder.File("compiled") }, options, TimeProvider.System);
        using var frame = Frame();
        return lane.Explain(frame.Picture, null, TargetRequest.Parse($"class={about}").Resolve, null, TestContext.Current.CancellationToken);
    }

    private static TinyModel Model => TinyOnnx.Logits(Side, Side);

    private static Frame Frame() =>
        TestFrame.Of(Side, Side, (x, y) => x is >= From and < To && y is >= From and < To ? ((byte)10, (byte)10, (byte)220) : ((byte)90, (byte)90, (byte)90));

    private ExplanationResult Explain(Segmentation? segmentation)
    {
        var package = Model.SaveTo(_folder);
        using var lane = new ExplanationLane(package, new RuntimeOptions(), new ExplainOptions { RandomDraws = 0 }, TimeProvider.System);
        using var frame = Frame();
        var picture = frame.Picture;
        return lane.Explain(picture, segmentation, heads => new Target(0, heads[0].Output, heads[0].Classes, 1, null,
            ConnectedRegion.Select(heads[0].ClassMap.Span, Side, Side, 1, segmentation is null ? RegionSelection.Largest : RegionSelection.At(0, 0),
                heads[0].Classes, "head")), null, TestContext.Current.CancellationToken);
    }
}

using OpenCvSharp;
using SegEdge.Testing;

namespace SegEdge.Explain.Tests;

public sealed class StreamingTests
{
    private static readonly CellCount Cells = new(6, 6);

    [Fact]
    public void APan_IsSeenAsOne_AndExplained()
    {
        using var wide = Texture(seed: 1);
        using var estimator = new MotionEstimator();
        using Mat before = wide.SubMat(40, 40 + 240, 40, 40 + 320), after = wide.SubMat(40, 40 + 240, 40 - 16, 40 - 16 + 320); // content moves 16 px to the right
        Assert.Null(estimator.Follow(before, new CellCount(10, 8)));
        var motion = estimator.Follow(after, new CellCount(10, 8))!;
        var middle = Enumerable.Range(0, 80).Where(i => i % 10 is > 1 and < 8 && i / 10 is > 0 and < 7).ToArray();
        Assert.All(middle, i => Assert.Equal(-0.5, motion.FromX[i], 0.15)); // a cell is 32 px
        Assert.All(middle, i => Assert.Equal(0, motion.FromY[i], 0.15));
        Assert.InRange(motion.Unexplained, 0, 0.25);
    }

    [Fact]
    public void ACut_IsNotExplained()
    {
        using Mat one = Texture(seed: 1), other = Texture(seed: 2);
        using var estimator = new MotionEstimator();
        estimator.Follow(one, Cells);
        Assert.InRange(estimator.Follow(other, Cells)!.Unexplained, 0.5, 1);
        Assert.InRange(estimator.Follow(other, Cells)!.Unexplained, 0, 0.05);
    }

    [Theory]
    [InlineData(100, true, 2)]
    [InlineData(5, false, 1)] // a gradient counts as three passes
    public void AFrame_MayGiveAPair_AsFarAsThePassesReach(int passes, bool whole, int gradients)
    {
        var planted = new Planted();
        var kept = new StreamingCache(new StreamingOptions()).Of(1, planted.Target, planted.Grid, 5, 0);
        Assert.Equal(whole, kept.TryAdd(Aimed(planted), Planted.Budget(passes), At(0), gradients: 2));
        Assert.Equal(gradients, kept.Sums.Count);
    }

    [Fact]
    public void AStreamedMap_IsTheMapOfAsManyCoalitions_AndMovesWithTheScene()
    {
        var (planted, cache) = (new Planted(), new StreamingCache(new StreamingOptions { Forget = 1 }));
        var region = Aimed(planted);
        StreamedMap? map = null;
        for (var frame = 0; frame < 8; frame++)
        {
            cache.Advance(Shift(0), frame);
            map = cache.Of(1, planted.Target, planted.Grid, 5, frame);
            Assert.True(map.TryAdd(region, Planted.Unlimited(), At(frame)));
        }
        var fresh = ExplainerSet.Find("coalition-gradients").Explain(region, planted.Grid, 5, Planted.Unlimited()).Cells!;
        for (var i = 0; i < fresh.Length; i++) Assert.Equal(fresh[i], map!.ToArray()[i], 1e-3); // linear: any eight agree
        Assert.Equal((8, 8), (map!.Sums.Count, Math.Round(map.Sums.Effective)));
        var still = map.ToArray();
        cache.Advance(Shift(1), 8); // everything is one cell further right than it was
        var moved = cache.Of(1, planted.Target, planted.Grid, 5, 8).ToArray();
        for (var i = 0; i < moved.Length; i++)
            if (i % 6 > 0) Assert.Equal(still[i - 1], moved[i], 1e-5);
    }

    // Eight steps of a quarter of a cell are two cells. Resampled at each step, a cell's evidence would have run into its neighbours.
    [Fact]
    public void WhatMovesInSmallSteps_StaysAsSharpAsItWas()
    {
        var (planted, cache) = (new Planted(), new StreamingCache(new StreamingOptions()));
        var kept = cache.Of(1, planted.Target, planted.Grid, 5, 0);
        Assert.True(kept.TryAdd(Aimed(planted), Planted.Unlimited(), At(0)));
        var still = kept.ToArray();
        for (var frame = 1; frame <= 8; frame++) cache.Advance(Shift(0.25f), frame);
        var moved = kept.ToArray();
        for (var i = 0; i < moved.Length; i++)
            if (i % 6 > 1) Assert.Equal(still[i - 2], moved[i], 1e-4);
    }

    // The second gradient is of a frame in which all lies a cell and a half further right: seen from a last frame, both lie where that has them.
    [Fact]
    public void GradientsOfSeveralFrames_AreEachFetchedFromTheirOwn()
    {
        var (planted, cache) = (new Planted(), new StreamingCache(new StreamingOptions { Forget = 0.5 }));
        var region = Aimed(planted);
        var kept = cache.Of(1, planted.Target, planted.Grid, 5, 0);
        kept.TryAdd(region, Planted.Unlimited(), At(0));
        var one = kept.ToArray();
        cache.Advance(Shift(1.5f), 1);
        cache.Advance(Shift(0.5f), 2); // nothing was learned in frame 1
        kept.TryAdd(region, Planted.Unlimited(), At(2));
        cache.Advance(Shift(1), 3);
        var moved = kept.ToArray();
        for (var i = 0; i < moved.Length; i++)
            if (i % 6 > 2) Assert.Equal(((one[i - 3] * 0.125) + (one[i - 1] * 0.5)) / 0.625, moved[i], 1e-3); // linear: both gradients are the same
        Assert.Equal(((3 * 0.125) + (1 * 0.5)) / 0.625, kept.Sums.AgeAt(At(3)).Frames, 1e-6);
    }

    [Fact]
    public void WhatIsWorthNextToNothing_IsLetGo_ButItsNumbersAreNotDrawnAgain()
    {
        var (planted, cache) = (new Planted(), new StreamingCache(new StreamingOptions { Forget = 0.5 }));
        var region = Aimed(planted);
        var kept = cache.Of(1, planted.Target, planted.Grid, 5, 0);
        for (var frame = 0; frame < 20; frame++)
        {
            cache.Advance(Shift(0), frame);
            kept.TryAdd(region, Planted.Unlimited(), At(frame));
        }
        Assert.Equal((9, 20), (kept.Sums.Count, kept.Sums.Drawn)); // 0.5^8 is above three thousandths, 0.5^9 is not
        cache.Advance(Shift(0), 21);
        for (var frame = 22; frame < 40; frame++) cache.Advance(Shift(0), frame);
        Assert.Equal((0, 0.0), (kept.Sums.Count, kept.Sums.Effective));
        Assert.True(kept.TryAdd(region, Planted.Unlimited(), At(40)));
        Assert.Equal((1, 21), (kept.Sums.Count, kept.Sums.Drawn));
    }

    [Fact]
    public void ForgottenFrames_CountLess()
    {
        var (planted, cache) = (new Planted(), new StreamingCache(new StreamingOptions { Forget = 0.8 }));
        var region = Aimed(planted);
        for (var frame = 0; frame < 40; frame++)
        {
            cache.Advance(Shift(0), frame);
            cache.Of(1, planted.Target, planted.Grid, 5, frame).TryAdd(region, Planted.Unlimited(), At(frame));
        }
        Assert.Equal(9, cache.Of(1, planted.Target, planted.Grid, 5, 40).Sums.Effective, 0.1);
    }

    // What was kept was moved off the frame, and no motion told of it.
    [Fact]
    public void AKeptMapThatFailsItsTest_IsMadeAnew_OfThisFrame()
    {
        var (planted, cache) = (new Planted(), new StreamingCache(new StreamingOptions()));
        var region = Aimed(planted);
        var kept = cache.Of(1, planted.Target, planted.Grid, 5, 0);
        for (var n = 0; n < 20; n++) kept.TryAdd(region, Planted.Unlimited(), At(0));
        cache.Advance(Shift(3), 1);
        var explainer = new RegionExplainer(planted.Runner, new NumericGradients(planted.Runner), "hash", TimeProvider.System);
        ExplanationResult Ask(int passes) => explainer.Explain(planted.Picture, planted.Content, planted.Target,
            new ExplainOptions { Cells = Cells, RandomDraws = 0, Passes = passes, FaithfulnessThreshold = 0.8 / Attainable.Gap(covered: 1) }, kept, At(1), cancel: TestContext.Current.CancellationToken);

        var poor = Ask(passes: 24); // no room for another, nor for a look at single cells
        Assert.Equal((ExplainStatus.Untrusted, 1.0), (poor.Status, poor.Age.Frames));
        var anew = Ask(passes: 140);
        Assert.Equal((ExplainStatus.Ok, 0.0), (anew.Status, anew.Age.Frames));
        Assert.InRange(anew.Passes, poor.Passes + (16 * IGradientGraphs.PassesPerGradient), 140);
        Assert.InRange(anew.Faithfulness!.Value, 0.8, 1);
        Assert.Equal(16, kept.Sums.Effective);
    }

    // A question whose reference hides nothing any more tries them all again.
    [Fact]
    public void AKeptReferenceWithoutContrast_IsChosenAnew()
    {
        var (planted, cache) = (new Planted(), new StreamingCache(new StreamingOptions()));
        var region = Aimed(planted);
        var kept = cache.Of(1, planted.Target, planted.Grid, 5, 0);
        kept.TryAdd(region, Planted.Unlimited(), At(0));
        kept.Reference = "blur"; // of a uniform frame it shows the frame
        var answer = new RegionExplainer(planted.Runner, new NumericGradients(planted.Runner), "hash", TimeProvider.System).Explain(
            planted.Picture, planted.Content, planted.Target, new ExplainOptions { Cells = Cells, RandomDraws = 0 }, kept, At(1), cancel: TestContext.Current.CancellationToken);
        Assert.Equal((ExplainStatus.Ok, "dataset-mean", 0.0), (answer.Status, answer.Map!.Reference, answer.Age.Frames));
        Assert.Equal("dataset-mean", kept.Reference);
    }

    [Fact]
    public void ACut_ALostTrack_OrAnotherQuestion_StartsAnew()
    {
        var (planted, cache) = (new Planted(), new StreamingCache(new StreamingOptions { LostAfterFrames = 3 }));
        var region = Aimed(planted);
        StreamedMap Of(int track, long frame, Target? target = null) => cache.Of(track, target ?? planted.Target, planted.Grid, 5, frame);
        Of(1, 0).TryAdd(region, Planted.Unlimited(), At(0));
        Of(2, 0).TryAdd(region, Planted.Unlimited(), At(0));

        cache.Advance(Shift(0), 1);
        Assert.Equal(1, Of(1, 1).Sums.Count);
        for (var frame = 2; frame < 5; frame++)
        {
            cache.Advance(Shift(0), frame);
            Of(1, frame);
        }
        Assert.Equal([1], cache.Tracks); // the second was not seen for more than three frames

        var against = new Target(0, planted.Target.Output, ["soil", "weed"], 1, 0, planted.Target.Region);
        Assert.Equal(0, Of(1, 4, against).Sums.Count);
        Of(1, 4, against).TryAdd(region, Planted.Unlimited(), At(4));
        cache.Advance(Shift(0) with { Unexplained = 0.9 }, 5);
        Assert.Empty(cache.Tracks);
        Of(1, 5);
        cache.Advance(null, 6); // a hole in the pictures: nobody knows where things went
        Assert.Empty(cache.Tracks);
    }

    private static FrameTime At(long frame) => new(frame, TimeSpan.FromSeconds(frame * 0.04));

    private static CellMotion Shift(float cells) => new([.. Enumerable.Repeat(-cells, 36)], new float[36], Cells, 0);

    private static PerturbedRegion Aimed(Planted planted)
    {
        var region = new PerturbedRegion(planted.Runner, new NumericGradients(planted.Runner));
        Assert.NotNull(region.TryAim(planted.Picture, planted.Content, planted.Target, [new DatasetMeanReference([0, 0, 0])], Planted.Unlimited()));
        return region;
    }

    private static Mat Texture(int seed)
    {
        var random = new Random(seed);
        var coarse = new byte[20 * 26 * 3];
        random.NextBytes(coarse);
        using var small = Mat.FromPixelData(20, 26, MatType.CV_8UC3, coarse);
        var picture = new Mat();
        Cv2.Resize(small, picture, new Size(416, 320), interpolation: InterpolationFlags.Cubic);
        return picture;
    }
}

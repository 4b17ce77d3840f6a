using OpenCvSharp;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests;

public sealed class SummarizerTests
{
    private readonly Summarizer _summarizer = new(TinyOnnx.Logits(16, 8).Manifest, "cpu");

    [Fact]
    public void Areas_AreSharesThatSumToOne()
    {
        var head = Summarize(Maps.Draw("1122", "1...", "3333"));
        Assert.Equal([3 / 12f, 3 / 12f, 2 / 12f, 4 / 12f], head.Classes.Select(c => c.Area));
        Assert.Equal(1, head.Classes.Sum(c => c.Area), 1e-6);
        Assert.Equal(["class0", "class1", "class2", "class3"], head.Classes.Select(c => c.Name));
    }

    [Fact]
    public void ManyRandomMaps_SumToOne()
    {
        var random = new Random(3);
        for (var i = 0; i < 50; i++)
            Assert.Equal(1, Summarize(Maps.Of(random.Next(1, 90), random.Next(1, 90), (_, _) => random.Next(4))).Classes.Sum(c => c.Area), 1e-5);
    }

    [Fact]
    public void Confidence_IsTheMeanSigmoidOfTheMargin_AndAbsentWithoutPixels()
    {
        var head = Summarize(Maps.Of(2, 1, (x, _) => x, (x, _) => x == 0 ? 0 : 2));
        Assert.Equal(0.5, head.Classes[0].Confidence!.Value, 1e-6);
        Assert.Equal(1 / (1 + Math.Exp(-2)), head.Classes[1].Confidence!.Value, 1e-6);
        Assert.Null(head.Classes[2].Confidence);
        Assert.Equal(1, head.MeanMargin!.Value, 1e-6);
    }

    [Fact]
    public void WithoutScores_ThereIsAreaButNoConfidence()
    {
        var head = Summarize(Maps.Of(4, 2, (x, _) => x % 2, hasMargins: false));
        Assert.Null(head.MeanMargin);
        Assert.All(head.Classes, c => Assert.Null(c.Confidence));
        Assert.Equal([0.5f, 0.5f, 0, 0], head.Classes.Select(c => c.Area));
    }

    [Fact]
    public void Padding_DoesNotCount()
    {
        var maps = Maps.Draw("2222", "1113", "2222");
        var letterbox = new Letterbox(new(8, 2), new(4, 3), new Rect(0, 1, 4, 1));
        Assert.Equal([0, 0.75f, 0, 0.25f], Summarize(maps, letterbox).Classes.Select(c => c.Area));
    }

    private HeadSummary Summarize(Segmentation maps, Letterbox? letterbox = null)
    {
        using var frame = TestFrame.Of(8, 8, (_, _) => (0, 0, 0), number: 7);
        var summary = _summarizer.Summarize(frame, maps, letterbox ?? Maps.Whole(maps), default);
        Assert.Equal(7, summary.Number);
        return Assert.Single(summary.Heads);
    }
}

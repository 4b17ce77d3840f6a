using SegEdge.Pipeline.Decoding;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Decoding;

public sealed class MultiLabelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int, int, bool, bool, float> Shapes() =>
        [.. from pixels in new[] { 1, 7, 8, 33 } from classes in new[] { 1, 2, 20 } from last in new[] { false, true } from probabilities in new[] { false, true } from threshold in new[] { 0.5f, 0.2f }
            select (pixels, classes, last, probabilities, threshold)];

    [Theory, MemberData(nameof(Shapes))]
    public void ClassAndMargin_EqualTheDefinition(int pixels, int classes, bool channelsLast, bool probabilities, float threshold)
    {
        var random = new Random(5);
        var scores = new float[pixels * classes];
        for (var i = 0; i < scores.Length; i++) scores[i] = (float)(probabilities ? random.NextDouble() : (12 * random.NextDouble()) - 6);
        var head = HeadOf(scores, pixels, classes, channelsLast, probabilities, threshold);
        var map = head.NewMap();
        Assert.True(head.TryRead(map));
        for (var p = 0; p < pixels; p++)
        {
            // The background against each class's log-odds over the threshold.
            var odds = Enumerable.Range(0, classes).Select(c => (double)scores[channelsLast ? (p * classes) + c : (c * pixels) + p])
                .Select(s => probabilities ? Math.Log(s / (1 - s)) : s).Select(z => z - Math.Log(threshold / (1.0 - threshold))).Prepend(0).ToArray();
            var winner = Array.IndexOf(odds, odds.Max());
            Assert.Equal(winner, map.Classes[p]);
            Assert.Equal(odds[winner] - odds.Where((_, c) => c != winner).Max(), map.Margins[p], 1e-3);
        }
        var copied = new float[head.Tensor.Length];
        copied.AsSpan().Fill(7); // whatever a caller's array holds
        head.CopyScores(copied);
        Assert.Equal(-1, copied.AsSpan(0, pixels).IndexOfAnyExcept(0f));
    }

    [Theory]
    [InlineData(float.NaN, false)]
    [InlineData(float.NegativeInfinity, false)]
    [InlineData(float.PositiveInfinity, true)]
    [InlineData(float.NegativeInfinity, true)]
    public void OneScoreThatIsNotFinite_SpoilsTheMap(float bad, bool probabilities)
    {
        for (var at = 0; at < 27; at++)
        {
            var scores = new float[27];
            scores[at] = bad;
            var head = HeadOf(scores, 9, 3, channelsLast: false, probabilities, 0.5f);
            Assert.False(head.TryRead(head.NewMap()));
            Assert.Null(head.MapOfScores());
        }
    }

    [Theory]
    [InlineData("graph")]
    [InlineData("host")]
    public void WhatHoldsTogether_ShowsTheSurest_AndNothingIsBackground(string split)
    {
        using var model = new SegmentationModel(TinyOnnx.MultiLabel(8, 8).SaveTo(_folder), new RuntimeOptions { Split = split, CompiledFolder = _folder.File("compiled") });
        using var frame = TestFrame.Of(8, 8, (x, y) => (x / 4, y / 4) switch { (0, 0) => (0, 0, 0), (1, 0) => (200, 240, 220), (0, 1) => (0, 0, 200), _ => (136, 0, 0) });
        using var maps = model.Maps.Rent();
        Assert.NotNull(model.Segment(frame, maps, out _));
        var classes = maps.Heads[0].Classes;
        var margins = maps.Heads[0].Margins;
        Assert.Equal((0, 2, 1, 3), (classes[0], classes[7], classes[56], classes[63]));
        Assert.Equal([8, 1.25f, 4.5f, 0.5f], new[] { margins[0], margins[7], margins[56], margins[63] });
    }

    [Fact]
    public void AForgottenBackground_IsNamed()
    {
        var package = TinyOnnx.MultiLabel(8, 8).WithHead(h => h with { Classes = [.. h.Classes.Skip(1)] }).SaveTo(_folder);
        var problem = Assert.Single(ManifestCheck.Compare(package.Manifest, ModelSignature.Read(package.ModelPath)));
        Assert.Contains("'heads[0].classes' lists 3, the background and 2; output scores: float [1, 3, 8, 8] has 3 scores a pixel. Expected 4 classes", problem, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static MultiLabelHead HeadOf(float[] scores, int pixels, int classes, bool channelsLast, bool probabilities, float threshold)
    {
        var manifest = TinyOnnx.MultiLabel(8, 8, layout: channelsLast ? TensorLayout.Nhwc : TensorLayout.Nchw).WithHead(h => h with
        {
            Threshold = threshold,
            Scores = probabilities ? ScoreUnit.Probabilities : ScoreUnit.Logits,
            Classes = [.. Enumerable.Range(0, classes + 1).Select(c => new ModelClass($"class{c}", $"#0000{c:x2}"))],
        }).Manifest;
        return new MultiLabelHead(manifest, 0, new BoundTensor("scores", channelsLast ? [1, 1, pixels, classes] : [1, classes, 1, pixels], scores));
    }
}

using SegEdge.Pipeline.Decoding.Instances;
using SegEdge.Pipeline.Models;
using SegEdge.Testing.Instances;

namespace SegEdge.Pipeline.Tests.Decoding.Instances;

/// <summary>Against <see cref="ReferenceInstances"/>, which was written from the definition and shares nothing with the decoder.</summary>
public sealed class InstanceDecoderTests
{
    private const int Scenes = 25; // a block

    private const float Depth = 3;

    // Logits are sums of up to 32 products in single precision.
    private const double Precision = 2e-3;

    public static TheoryData<int> Blocks() => [.. Enumerable.Range(0, 12)];

    [Theory, MemberData(nameof(Blocks))]
    public void BoxesClassesAndScores_EqualTheReference(int block)
    {
        foreach (var seed in Enumerable.Range(block * Scenes, Scenes))
        {
            var (planted, settings, scores) = RandomInstances.Of(seed);
            var expected = new ReferenceInstances(planted, settings, scores, Depth).Objects;
            var found = Decode(planted, settings, scores).Instances.ToArray();
            Assert.True(expected.Count == found.Length, $"seed {seed}: {found.Length} objects, expected {expected.Count}");
            foreach (var (e, f) in expected.Zip(found))
            {
                Assert.Equal(e.Class, f.Class);
                Assert.Equal(e.Score, f.Score, 1e-6);
                Assert.Equal((e.Box.Left, e.Box.Top, e.Box.Right - e.Box.Left, e.Box.Bottom - e.Box.Top), (f.Box.X, f.Box.Y, f.Box.Width, f.Box.Height));
            }
        }
    }

    [Theory, MemberData(nameof(Blocks))]
    public void EachMask_EqualsTheReference(int block)
    {
        var (compared, differing) = (0L, 0L);
        foreach (var seed in Enumerable.Range(block * Scenes, Scenes))
        {
            var (planted, settings, scores) = RandomInstances.Of(seed);
            // Alone, nothing hides any part of it.
            foreach (var one in new ReferenceInstances(planted, settings, scores, Depth).Objects.Take(8).Select(o => planted.Only(o.Detection)))
            {
                var expected = new ReferenceInstances(one, settings, scores, Depth).MaskOf(0);
                var ids = Decode(one, settings, scores).InstanceIds;
                int both = 0, either = 0;
                for (var i = 0; i < expected.Length; i++) (both, either) = (both + (expected[i] && ids[i] == 1 ? 1 : 0), either + (expected[i] || ids[i] == 1 ? 1 : 0));
                Assert.True(either == 0 || either - both <= Math.Max(1, 0.01 * either), $"seed {seed}: IoU {(double)both / either} of {either} pixels");
                (compared, differing) = (compared + either, differing + either - both);
            }
        }
        Assert.InRange(compared, 500, long.MaxValue);
        Assert.InRange((double)differing / compared, 0, 1e-4);
    }

    [Theory, MemberData(nameof(Blocks))]
    public void WhoIsSeenAtAPixel_ItsClassAndItsMargin_EqualTheReference(int block)
    {
        foreach (var seed in Enumerable.Range(block * Scenes, Scenes))
        {
            var (planted, settings, scores) = RandomInstances.Of(seed);
            var expected = new ReferenceInstances(planted, settings, scores, Depth);
            var found = Decode(planted, settings, scores);
            for (var i = 0; i < expected.Ids.Length; i++)
            {
                Assert.Equal(expected.Margins[i], found.Margins[i], Precision * (1 + Math.Abs(expected.Margins[i])));
                if (expected.Decided[i] <= Precision) continue;
                Assert.True((expected.Ids[i], expected.Classes[i]) == (found.InstanceIds[i], found.Classes[i]),
                    $"seed {seed}, pixel {i}: object {found.InstanceIds[i]} of class {found.Classes[i]}, expected {expected.Ids[i]} of {expected.Classes[i]}");
            }
            for (var k = 0; k < found.Instances.Length; k++) Assert.Equal(found.InstanceIds.Count((byte)(k + 1)), found.Instances[k].AreaPx);
        }
    }

    [Fact]
    public void TheScenes_HoldEverythingThatIsToBeTested()
    {
        var scenes = Enumerable.Range(0, 12 * Scenes).Select(RandomInstances.Of).ToList();
        var objects = scenes.Select(s => new ReferenceInstances(s.Planted, s.Settings, s.Scores, Depth).Objects.Count).ToList();
        Assert.InRange(objects.Count(n => n == 0), 30, 200);
        Assert.InRange(objects.Count(n => n > 20), 15, 200);
        Assert.Contains(scenes.Zip(objects), s => s.Second == s.First.Settings.MaxInstances && s.Second > 1);
        Assert.Contains(scenes, s => s.Planted.Classes > 60);
        Assert.Contains(scenes, s => s.Planted.Width % s.Planted.PrototypeWidth != 0);
    }

    [Fact]
    public void BothLayouts_GiveTheSameBits()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var (planted, settings, scores) = RandomInstances.Of(seed);
            ClassMap first = Decode(planted, settings, scores), last = Decode(planted, settings, scores, valuesLast: true);
            Assert.True(first.Classes.SequenceEqual(last.Classes) && first.Margins.SequenceEqual(last.Margins) && first.InstanceIds.SequenceEqual(last.InstanceIds), $"seed {seed}");
            Assert.Equal(first.Instances.ToArray(), last.Instances.ToArray());
        }
    }

    [Fact]
    public void OfEqualScores_TheFirstDetectionStays()
    {
        var planted = Three((10, 0.8f), (11, 0.8f), (12, 0.8f));
        var found = Assert.Single(Decode(planted, new ModelInstances { Prototypes = "output1", Overlap = 0.5f }, ScoreUnit.Probabilities).Instances.ToArray());
        Assert.Equal(10, found.Box.X + (found.Box.Width / 2));
    }

    // A suppressed box suppresses nothing: the third one overlaps the second by more than half, the first by less.
    [Fact]
    public void ABoxThatIsDropped_DropsNoOther()
    {
        var found = Decode(Three((10, 0.9f), (12, 0.8f), (14, 0.7f)), new ModelInstances { Prototypes = "output1", Overlap = 0.5f }, ScoreUnit.Probabilities).Instances.ToArray();
        Assert.Equal([0.9f, 0.7f], found.Select(f => f.Score));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void OneNumberThatIsNotFinite_SpoilsTheMap_WhereverItStands(float bad)
    {
        var planted = Three((10, 0.9f), (13, 0.1f), (16, 0.01f));
        for (var at = 0; at < planted.Detections.Length + planted.Prototypes.Length; at++)
        {
            float[] detections = [.. planted.Detections], prototypes = [.. planted.Prototypes];
            if (at < detections.Length) detections[at] = bad;
            else prototypes[at - detections.Length] = bad;
            var decoder = DecoderOf(planted, new ModelInstances { Prototypes = "output1" }, ScoreUnit.Probabilities, valuesLast: false);
            Assert.False(decoder.TryDecode(detections, prototypes, decoder.NewMap()), $"{at}");
        }
    }

    [Fact]
    public void TheNextRun_LeavesNothingOfTheLast()
    {
        var (crowd, nothing) = (Three((10, 0.9f), (16, 0.8f), (22, 0.7f)), Three((10, 0.01f), (13, 0.001f), (16, 0.001f)));
        var decoder = DecoderOf(crowd, new ModelInstances { Prototypes = "output1" }, ScoreUnit.Probabilities, valuesLast: false);
        var map = decoder.NewMap();
        Assert.True(decoder.TryDecode(crowd.Detections, crowd.Prototypes, map));
        Assert.Equal(3, map.Instances.Length);
        Assert.True(decoder.TryDecode(nothing.Detections, nothing.Prototypes, map));
        Assert.Equal(0, map.Instances.Length);
        Assert.Equal(-1, map.Classes.IndexOfAnyExcept((byte)0));
        Assert.Equal(-1, map.InstanceIds.IndexOfAnyExcept((byte)0));
        Assert.Equal(-1, map.Margins.IndexOfAnyExcept(Depth));
    }

    [Fact]
    public void TheMargin_IsTheNearestOfThreeBounds()
    {
        // Score 0.5 over a threshold of 0.25: ln 3 nats; the mask's logit is 8 in the box.
        var map = Decode(Three((10, 0.5f), (24, 0.2f), (0, 0)), new ModelInstances { Prototypes = "output1" }, ScoreUnit.Probabilities);
        Assert.Equal(Math.Log(3), map.Margins[(16 * 32) + 10], 1e-4);
        // The background, where something came to within ln(4/3) of being an object.
        Assert.Equal(Math.Log(1 / 3.0) - Math.Log(0.25), map.Margins[(16 * 32) + 24], 1e-4);
        Assert.Equal(Depth, map.Margins[0]);
        Assert.Equal((1, 0, 0), (map.Classes[(16 * 32) + 10], map.Classes[(16 * 32) + 24], map.Classes[0]));
    }

    // A mask reaches up to half a prototype's pixel beyond its box: there the enlarged logits are between those within and nothing.
    [Fact]
    public void ABox_OfWholePrototypePixels_HasItsMaskHalfAPixelWider()
    {
        var map = Decode(Three((16, 0.9f), (0, 0), (0, 0)), new ModelInstances { Prototypes = "output1" }, ScoreUnit.Probabilities);
        var row = map.Classes.Slice(16 * 32, 32);
        Assert.Equal((10, 21), (row.IndexOf((byte)1), row.LastIndexOf((byte)1))); // the box: 12 to 20
    }

    // Boxes of 8 x 8 in a row, one class, one prototype that is 1 everywhere, coefficient 8.
    private static PlantedInstances Three(params (float X, float Score)[] boxes) => new(32, 32, 1, 1, 8, 8,
        [.. boxes.Select(b => b.X), .. boxes.Select(_ => 16f), .. boxes.Select(_ => 8f), .. boxes.Select(_ => 8f), .. boxes.Select(b => b.Score), .. boxes.Select(_ => 8f)],
        [.. Enumerable.Repeat(1f, 64)]);

    private static ClassMap Decode(PlantedInstances planted, ModelInstances settings, ScoreUnit scores, bool valuesLast = false)
    {
        var decoder = DecoderOf(planted, settings, scores, valuesLast);
        var map = decoder.NewMap();
        Assert.True(decoder.TryDecode(valuesLast ? planted.ValuesLast() : planted.Detections, planted.Prototypes, map));
        return map;
    }

    private static InstanceDecoder DecoderOf(PlantedInstances planted, ModelInstances settings, ScoreUnit scores, bool valuesLast)
    {
        var shapes = new InstanceShapes(new DetectionLayout(planted.Count, planted.Classes, planted.Coefficients, valuesLast),
            new PictureSize(planted.PrototypeWidth, planted.PrototypeHeight), new PictureSize(planted.Width, planted.Height));
        return new InstanceDecoder(shapes, planted.Head(settings, scores), shapes.Input, Depth);
    }
}

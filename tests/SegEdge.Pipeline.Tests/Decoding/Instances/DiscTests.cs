using System.Runtime.InteropServices;
using OpenCvSharp;
using SegEdge.Pipeline.Regions;
using SegEdge.Testing;
using SegEdge.Testing.Instances;

namespace SegEdge.Pipeline.Tests.Decoding.Instances;

/// <summary>A network that finds what a picture shows: masks, regions and tracks of it.</summary>
public sealed class DiscTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Discs_AreFound_EachWithItsMask_AndKeepTheirTracks()
    {
        using var model = new SegmentationModel(DiscDetector.ToModel().SaveTo(_folder), Options("auto"));
        var extractor = new RegionExtractor(new RegionOptions());
        var tracker = new RegionTracker(new RegionOptions());
        var first = Array.Empty<int>();
        for (var step = 0; step < 6; step++)
        {
            // Two red ones touch each other all along, the blue one hides a part of the green one.
            DiscPicture.Disc[] discs = [new(60 + (4 * step), 70, 24, 0), new(108 + (4 * step), 70, 24, 0), new(230, 80 + (2 * step), 36, 1), new(262, 100 + (2 * step), 24, 2), new(60, 180, 16, 2)];
            using var picture = DiscPicture.Draw(320, 240, discs, step);
            using var frame = FrameOf(picture, step);
            using var maps = model.Maps.Rent();
            var letterbox = model.Segment(frame, maps, out _)!;
            extractor.Extract(maps, letterbox);
            tracker.Follow(step, CollectionsMarshal.AsSpan(maps.Found));
            var regions = maps.Regions;
            Assert.Equal([1, 1, 2, 3, 3], regions.Select(r => r.Class).Order());
            var ids = InCamera(maps.Heads[0], letterbox);
            var tracks = new int[discs.Length];
            for (var d = 0; d < discs.Length; d++)
            {
                var region = regions.Single(r => ids[(discs[d].Y * 320) + (discs[d].X - (d == 2 ? 20 : 0))] == r.Instance);
                Assert.Equal(discs[d].Color + 1, region.Class);
                // The smallest one is four prototype pixels across.
                Assert.InRange(Iou(ids, region.Instance, discs, d), 0.8, 1);
                Assert.InRange(region.Margin!.Value, 0.1, 100);
                tracks[d] = region.Track;
            }
            Assert.Equal(discs.Length, tracks.Distinct().Count());
            if (step == 0) first = tracks;
            Assert.Equal(first, tracks);
        }
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("graph")]
    public void BesideAnotherHead_BothAreRead(string split)
    {
        using var model = new SegmentationModel(DiscDetector.WithColors().SaveTo(_folder), Options(split));
        using var picture = DiscPicture.Draw(320, 240, [new(60, 70, 24, 0), new(108, 70, 24, 0)]);
        using var frame = FrameOf(picture, 0);
        using var maps = model.Maps.Rent();
        var letterbox = model.Segment(frame, maps, out _)!;
        var extractor = new RegionExtractor(new RegionOptions());
        extractor.Extract(maps, letterbox);
        var regions = maps.Regions;
        Assert.Equal((2, 1), (regions.Count(r => r is { Head: 0, Class: 1, Instance: > 0 }), regions.Count(r => r is { Head: 1, Class: 1, Instance: 0 })));
        Assert.Equal((true, false), (maps.Heads[0].HasInstances, maps.Heads[1].HasInstances));
    }

    [Fact]
    public void WithoutDiscs_ThereIsNothing()
    {
        using var model = new SegmentationModel(DiscDetector.ToModel().SaveTo(_folder), Options("auto"));
        using var picture = DiscPicture.Draw(320, 240, []);
        using var frame = FrameOf(picture, 0);
        using var maps = model.Maps.Rent();
        var letterbox = model.Segment(frame, maps, out _)!;
        var extractor = new RegionExtractor(new RegionOptions());
        Assert.Equal(0, maps.Heads[0].Instances.Length);
        extractor.Extract(maps, letterbox);
        Assert.Empty(maps.Regions);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] InCamera(ClassMap map, Letterbox letterbox)
    {
        var ids = new byte[letterbox.InCamera.Pixels];
        for (var y = 0; y < letterbox.InCamera.Height; y++)
            for (var x = 0; x < letterbox.InCamera.Width; x++)
            {
                var at = letterbox.MapToModel(new Point2d(x + 0.5, y + 0.5));
                ids[(y * letterbox.InCamera.Width) + x] = map.InstanceIds[((int)at.Y * map.Size.Width) + (int)at.X];
            }
        return ids;
    }

    private static double Iou(byte[] ids, int id, DiscPicture.Disc[] discs, int disc)
    {
        int both = 0, either = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            bool found = ids[i] == id, there = DiscPicture.IsSeen(discs, disc, i % 320, i / 320);
            (both, either) = (both + (found && there ? 1 : 0), either + (found || there ? 1 : 0));
        }
        return (double)both / either;
    }

    private static Frame FrameOf(Mat picture, long number)
    {
        var frame = TestFrame.Of(picture.Width, picture.Height, (x, y) => picture.At<Vec3b>(y, x) is var p ? (p.Item0, p.Item1, p.Item2) : default, number);
        return frame;
    }

    private RuntimeOptions Options(string split) => new() { Threads = 1, Split = split, CompiledFolder = _folder.File("compiled") };
}

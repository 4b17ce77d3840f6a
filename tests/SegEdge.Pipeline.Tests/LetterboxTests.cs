using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OpenCvSharp;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Tests;

public sealed class LetterboxTests
{
    private static readonly PictureSize Model = new(640, 360);

    [Theory]
    [InlineData(960, 540, 0, 0, 640, 360)]
    [InlineData(1280, 960, 80, 0, 480, 360)]
    [InlineData(1000, 200, 0, 116, 640, 128)]
    public void Letterbox_KeepsTheAspectRatio_InTheMiddle(int width, int height, int x, int y, int w, int h) =>
        Assert.Equal(new Rect(x, y, w, h), Letterbox.For(new(width, height), Model, ResizeMode.Letterbox).Content);

    [Fact]
    public void Stretch_FillsTheInput() =>
        Assert.Equal(new Rect(0, 0, 640, 360), Letterbox.For(new(123, 457), Model, ResizeMode.Stretch).Content);

    [Property(MaxTest = 300)]
    public Property MapToCamera_UndoesMapToModel(bool stretch) => Prop.ForAll(Sizes(), Sizes(), Points(), (camera, model, at) =>
    {
        var letterbox = Letterbox.For(camera, model, stretch ? ResizeMode.Stretch : ResizeMode.Letterbox);
        var point = new Point2d(at.X * camera.Width, at.Y * camera.Height);
        var back = letterbox.MapToCamera(letterbox.MapToModel(point));
        return Math.Abs(back.X - point.X) < 1e-6 && Math.Abs(back.Y - point.Y) < 1e-6;
    });

    [Property(MaxTest = 300)]
    public Property Content_LiesInsideEveryOutput(bool stretch) => Prop.ForAll(Sizes(), Sizes(), Sizes(), (camera, model, output) =>
    {
        var letterbox = Letterbox.For(camera, model, stretch ? ResizeMode.Stretch : ResizeMode.Letterbox);
        return Inside(letterbox.Content, model) && Inside(letterbox.ContentIn(output), output)
            && letterbox.ContentIn(model) == letterbox.Content;
    });

    [Property(MaxTest = 100)]
    public Property RectOfTheWholeContent_IsTheWholePicture(bool stretch) => Prop.ForAll(Sizes(), Sizes(), Sizes(), (camera, model, output) =>
    {
        var letterbox = Letterbox.For(camera, model, stretch ? ResizeMode.Stretch : ResizeMode.Letterbox);
        return letterbox.MapToCamera(letterbox.ContentIn(output), output) == new Rect(0, 0, camera.Width, camera.Height)
            && letterbox.MapToCamera(new Rect(0, 0, output.Width, output.Height), output) == new Rect(0, 0, camera.Width, camera.Height);
    });

    [Property(MaxTest = 200)]
    public Property ClassMap_InCamera_IsThatOfTheNearestPixel(bool stretch) => Prop.ForAll(Sizes(), Sizes(), (camera, size) =>
    {
        var letterbox = Letterbox.For(camera, size, stretch ? ResizeMode.Stretch : ResizeMode.Letterbox);
        var map = new ClassMap("head", size, hasMargins: false);
        new Random(camera.Pixels).NextBytes(map.Classes);
        var inCamera = new byte[camera.Pixels];
        letterbox.MapToCamera(map, inCamera);
        var content = letterbox.Content;
        for (var y = 0; y < camera.Height; y++)
            for (var x = 0; x < camera.Width; x++)
            {
                var (columns, rows) = (Nearest(x, content.Width, camera.Width), Nearest(y, content.Height, camera.Height));
                if (!rows.Any(r => columns.Any(c => map.Classes[((content.Y + r) * size.Width) + content.X + c] == inCamera[(y * camera.Width) + x])))
                    return false.Label($"({x}, {y}) of {camera} from {content} in {size}");
            }
        return true.Label("");
    });

    [Property(MaxTest = 300)]
    public Property FirstIn_IsTheWayBack(PositiveInt length, PositiveInt inCamera, byte start)
    {
        var axis = new NearestAxis(start, length.Get, inCamera.Get);
        return (from m in Enumerable.Range(start, length.Get + 1)
                let first = axis.FirstIn(m)
                select (first == inCamera.Get || axis[first] >= m) && (first == 0 || axis[first - 1] < m)).All(holds => holds).Label($"{axis}");
    }

    [Fact]
    public void ClassMap_NeedsRoomForThePicture() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        Letterbox.For(new(8, 8), new(4, 4), ResizeMode.Stretch).MapToCamera(new ClassMap("head", new(4, 4), false), new byte[63]));

    // Centre of pixel x, on the other scale. Two pixels are equally near where it falls on an edge: either will do.
    private static int[] Nearest(int x, int from, int to)
    {
        var position = (x + 0.5) * from / to;
        int below = (int)Math.Floor(position - 2e-3), above = (int)Math.Floor(position + 2e-3);
        return [Math.Clamp(below, 0, from - 1), Math.Clamp(above, 0, from - 1)];
    }

    private static bool Inside(Rect rect, PictureSize size) =>
        rect.X >= 0 && rect.Y >= 0 && rect.Width > 0 && rect.Height > 0 && rect.Right <= size.Width && rect.Bottom <= size.Height;

    private static Arbitrary<PictureSize> Sizes() => Arb.From(
        from width in Gen.Choose(8, 200) from height in Gen.Choose(8, 200) select new PictureSize(width, height));

    private static Arbitrary<Point2d> Points() => Arb.From(
        from x in Gen.Choose(0, 1000) from y in Gen.Choose(0, 1000) select new Point2d(x / 1000.0, y / 1000.0));
}

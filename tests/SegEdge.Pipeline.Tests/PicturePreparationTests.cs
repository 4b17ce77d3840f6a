using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests;

public sealed class PicturePreparationTests
{
    private static readonly ModelInput Plain = new()
    {
        Name = "x",
        Layout = TensorLayout.Nchw,
        Color = ColorOrder.Rgb,
        Width = 19,
        Height = 13,
        Mean = [110.3f, 99.5f, 101],
        Std = [58.4f, 57.1f, 62],
        Scale = 0.5,
    };

    [Theory]
    [InlineData(TensorLayout.Nchw, ColorOrder.Rgb)]
    [InlineData(TensorLayout.Nchw, ColorOrder.Bgr)]
    [InlineData(TensorLayout.Nhwc, ColorOrder.Rgb)]
    [InlineData(TensorLayout.Nhwc, ColorOrder.Bgr)]
    public void WithoutResize_EqualsDoublePrecision(TensorLayout layout, ColorOrder color)
    {
        var input = Plain with { Layout = layout, Color = color };
        using var frame = TestFrame.Noise(19, 13, seed: 1);
        var expected = NaivePreparation.Of(frame.Pixels, new OpenCvSharp.Rect(0, 0, 19, 13), input);
        var tensor = Prepare(input, frame, out _);
        for (var i = 0; i < tensor.Length; i++) Assert.Equal(expected[i], tensor[i], 1e-6);
    }

    [Theory]
    [InlineData(ResizeMode.Stretch, 40, 20)]
    [InlineData(ResizeMode.Stretch, 10, 9)]
    [InlineData(ResizeMode.Letterbox, 40, 20)]
    [InlineData(ResizeMode.Letterbox, 20, 40)]
    [InlineData(ResizeMode.Letterbox, 9, 3)]
    public void Resized_EqualsDoublePrecision_ToOneGreyLevel(ResizeMode mode, int width, int height)
    {
        var input = Plain with { Resize = mode };
        using var frame = TestFrame.Of(width, height, (x, y) => ((byte)(255 * x / width), (byte)(255 * y / height), (byte)((x * 31) + (y * 17))));
        var tensor = Prepare(input, frame, out var letterbox);
        var content = letterbox.Content;
        var resized = NaivePreparation.Resize(frame.Pixels, width, height, content.Width, content.Height);
        var expected = NaivePreparation.Of(resized, content, input);
        var greyLevel = input.Scale / input.Std.Min();
        for (var i = 0; i < tensor.Length; i++) Assert.Equal(expected[i], tensor[i], greyLevel * 1.01);
    }

    [Theory]
    [InlineData(TensorLayout.Nchw)]
    [InlineData(TensorLayout.Nhwc)]
    public void Padding_IsZero_AlsoAfterAPictureOfAnotherShape(TensorLayout layout)
    {
        var input = Plain with { Layout = layout, Resize = ResizeMode.Letterbox };
        using var preparation = new PicturePreparation(input);
        var tensor = new float[3 * 19 * 13];
        Array.Fill(tensor, 7f);
        using (var wide = TestFrame.Of(40, 10, (_, _) => (255, 255, 255))) preparation.Prepare(wide, tensor);
        using var tall = TestFrame.Of(10, 40, (_, _) => (255, 255, 255));
        var content = preparation.Prepare(tall, tensor).Content;
        Assert.True(content.Width < 19 && content.Height == 13);
        for (var y = 0; y < 13; y++)
            for (var x = 0; x < 19; x++)
                for (var c = 0; c < 3; c++)
                {
                    var value = tensor[layout == TensorLayout.Nchw ? (((c * 13) + y) * 19) + x : (((y * 19) + x) * 3) + c];
                    Assert.Equal(x >= content.Left && x < content.Right, value != 0);
                }
    }

    [Theory]
    [InlineData(TensorLayout.Nchw)]
    [InlineData(TensorLayout.Nhwc)]
    public void Padding_HasTheManifestsGrey_WhichIsNormalisedAsThePictureIs(TensorLayout layout)
    {
        var input = Plain with { Layout = layout, Resize = ResizeMode.Letterbox, Padding = 114 };
        using var white = TestFrame.Of(40, 10, (_, _) => (255, 255, 255));
        var tensor = Prepare(input, white, out var letterbox);
        for (var y = 0; y < 13; y++)
            for (var x = 0; x < 19; x++)
                for (var c = 0; c < 3; c++)
                {
                    var grey = y >= letterbox.Content.Top && y < letterbox.Content.Bottom ? 255 : 114;
                    Assert.Equal((grey - (double)input.Mean[c]) / input.Std[c] * input.Scale, tensor[layout == TensorLayout.Nchw ? (((c * 13) + y) * 19) + x : (((y * 19) + x) * 3) + c], 1e-5);
                }
    }

    [Fact]
    public void TheNextPicture_LeavesNothingOfTheLast()
    {
        using var preparation = new PicturePreparation(Plain);
        float[] first = new float[3 * 19 * 13], again = new float[3 * 19 * 13];
        using Frame a = TestFrame.Noise(50, 30, 1), b = TestFrame.Noise(31, 64, 2);
        preparation.Prepare(a, first);
        preparation.Prepare(b, again);
        preparation.Prepare(a, again);
        Assert.Equal(first, again);
    }

    // Two cameras of different sizes before one model.
    [Fact]
    public void PicturesOfTwoSizesInTurn_AllocateNoMoreThanThoseOfOne()
    {
        using var preparation = new PicturePreparation(Plain with { Resize = ResizeMode.Letterbox });
        var tensor = new float[3 * 19 * 13];
        using Frame a = TestFrame.Noise(50, 30, 1), b = TestFrame.Noise(31, 64, 2);
        Assert.Equal(BytesOf(a, a), BytesOf(a, b));

        // The least of several rounds: a collection in the middle of one counts what was left of the thread's allocation context.
        long BytesOf(Frame first, Frame second) => Enumerable.Range(0, 5).Min(_ =>
        {
            preparation.Prepare(first, tensor);
            preparation.Prepare(second, tensor);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 20; i++)
            {
                preparation.Prepare(first, tensor);
                preparation.Prepare(second, tensor);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }

    private static float[] Prepare(ModelInput input, Frame frame, out Letterbox letterbox)
    {
        using var preparation = new PicturePreparation(input);
        var tensor = new float[3 * input.Width * input.Height];
        letterbox = preparation.Prepare(frame, tensor);
        return tensor;
    }
}

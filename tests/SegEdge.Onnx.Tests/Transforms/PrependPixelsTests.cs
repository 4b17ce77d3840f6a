using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class PrependPixelsTests
{
    // What the five models' manifests say.
    private static readonly PixelInput TwinLiteNet = new("images") { Rgb = true, Scale = 1 / 255.0 };
    private static readonly PixelInput Mlnd = new("input") { Rgb = true, ChannelsLast = true };
    private static readonly PixelInput Lwnet = new("image") { Rgb = true, Scale = 1 / 255.0 };
    private static readonly PixelInput EspNet = new("input")
    {
        Mean = [110.33139f, 108.40919f, 105.03353f],
        Std = [72.125206f, 72.68849f, 69.902596f],
        Scale = 1 / 255.0,
    };
    private static readonly PixelInput Field = new("image") { Rgb = true, Mean = [123.675f, 116.28f, 103.53f], Std = [58.395f, 57.12f, 57.375f] };

    private static PixelInput Of(string model) => model switch
    {
        "twinlitenet" => TwinLiteNet,
        "mlnd-lane" => Mlnd,
        "espnet-camvid" => EspNet,
        "lwnet-vessels" => Lwnet,
        _ => Field,
    };

    [Theory]
    [InlineData("twinlitenet", PixelFormulaKind.Divide)]
    [InlineData("mlnd-lane", PixelFormulaKind.Identity)]
    [InlineData("espnet-camvid", PixelFormulaKind.TwoTerms)]
    [InlineData("lwnet-vessels", PixelFormulaKind.Divide)]
    [InlineData("field", PixelFormulaKind.SubtractDivide)]
    public void EveryLevelOfEveryChannel_IsTheHostsFloat(string model, PixelFormulaKind kind)
    {
        var input = Of(model);
        Assert.Equal(kind, new PrependPixels(input).Formula.Kind);
        AssertEveryLevel(input, optimize: true);
        AssertEveryLevel(input, optimize: false);
    }

    [Fact]
    public void AnyMeanStdAndScale_IsExact_HardlyEverByATable()
    {
        var random = new Random(11);
        var tables = 0;
        for (var i = 0; i < 100; i++)
        {
            float[] Three(float least, float most) => [.. Enumerable.Range(0, 3).Select(_ => least + (random.NextSingle() * (most - least)))];
            var input = new PixelInput("x")
            {
                Mean = Three(0, 255),
                Std = Three(0.01f, 255),
                Scale = i % 2 == 0 ? 1 : random.NextDouble(),
                Rgb = i % 3 == 0,
                ChannelsLast = i % 5 == 0,
            };
            if (new PrependPixels(input).Formula.Kind == PixelFormulaKind.Table) tables++;
            AssertEveryLevel(input, optimize: true);
        }
        // Two terms carry 40 bits, so that one of 2^16 results may round to the other side: 1 in 85 tables of 768.
        Assert.InRange(tables, 0, 5);
    }

    [Fact]
    public void WhereNoArithmeticIsExact_ATableIs()
    {
        // A mean this far away leaves no bits for the pixel.
        var input = new PixelInput("x") { Mean = [-1e6f, 1e6f, 0.1f], Std = [3, 7, 0.3f], Scale = 0.1 };
        Assert.Equal(PixelFormulaKind.Table, new PrependPixels(input).Formula.Kind);
        AssertEveryLevel(input, optimize: true);
    }

    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void ARealModel_GivesTheSameBits_FromPixelsAsFromTheHostsFloats(string name)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        new UpgradeOpset().Apply(model);
        var input = Of(name);
        var shape = model.Graph.FreeInputs.Single().Shape!.Sizes();
        int height = (int)shape[input.ChannelsLast ? 1 : 2], width = (int)shape[input.ChannelsLast ? 2 : 3];
        var pixels = Small.RandomBytes(3, 1, height, width, 3);
        using var before = new Ort(model);
        Assert.True(new PrependPixels(input).Apply(model));
        Verifier.Verify(model);
        using var after = new Ort(model);

        var expected = before.Run((input.Input, OnHost(input, pixels)));
        var found = after.Run(("pixels", pixels));
        foreach (var (output, tensor) in expected) Small.AssertSameBits(tensor, found[output], $"{name} {output}");
    }

    [Fact]
    public void Padding_IsTheMean()
    {
        var input = Field with { Input = "x", Padding = (1, 2, 3, 4) };
        var model = Echo([1, 3, 9, 16]);
        new PrependPixels(input).Apply(model);
        var pixels = Small.RandomBytes(5, 1, 5, 10, 3);
        using var ort = new Ort(model);
        var found = ort.Run(("pixels", pixels))["y"].Span<float>();
        var inside = OnHost(input, pixels).Span<float>();
        for (var c = 0; c < 3; c++)
            for (var y = 0; y < 9; y++)
                for (var x = 0; x < 16; x++)
                    Assert.Equal(y is >= 1 and < 6 && x is >= 2 and < 12 ? inside[(((c * 5) + y - 1) * 10) + x - 2] : 0, found[(((c * 9) + y) * 16) + x]);
    }

    [Theory]
    [InlineData(12, 20)]
    [InlineData(7, 9)]
    [InlineData(40, 64)]
    public void ResizeFrom_IsBilinearByPixelCentres_RoundedToLevels(int height, int width)
    {
        var model = Echo([1, 3, 16, 24]);
        new PrependPixels(new PixelInput("x") { ResizeFrom = (height, width) }).Apply(model);
        var pixels = Small.RandomBytes(5, 1, height, width, 3);
        using var ort = new Ort(model);
        var found = ort.Run(("pixels", pixels))["y"].Span<float>();
        for (var c = 0; c < 3; c++)
            for (var y = 0; y < 16; y++)
                for (var x = 0; x < 24; x++)
                {
                    var exact = Bilinear(pixels, height, width, ((y + 0.5) * height / 16) - 0.5, ((x + 0.5) * width / 24) - 0.5, c);
                    var level = found[(((c * 16) + y) * 24) + x];
                    Assert.InRange(level, exact - 0.5001, exact + 0.5001);
                    // Only where the exact value lies between two levels may float arithmetic choose the other.
                    if (level != Math.Floor(exact + 0.5)) Assert.InRange(exact - Math.Floor(exact), 0.4999, 0.5001);
                }
    }

    [Fact]
    public void ResizeToHalf_IsTheMeanOfFour_HalvesUp_AsOpenCvComputesIt()
    {
        var model = Echo([1, 3, 8, 8]);
        new PrependPixels(new PixelInput("x") { ResizeFrom = (16, 16) }).Apply(model);
        var pixels = Small.RandomBytes(5, 1, 16, 16, 3);
        using var ort = new Ort(model);
        var found = ort.Run(("pixels", pixels))["y"].Span<float>();
        for (var i = 0; i < found.Length; i++)
        {
            int c = i / 64, y = i / 8 % 8, x = i % 8;
            int At(int dy, int dx) => pixels.Span<byte>()[(((((2 * y) + dy) * 16) + (2 * x) + dx) * 3) + c];
            Assert.Equal((At(0, 0) + At(0, 1) + At(1, 0) + At(1, 1) + 2) >> 2, found[i]);
        }
    }

    [Fact]
    public void AnOpenBatch_StaysOpen()
    {
        var model = Echo(Shape.Of([Dim.Named("N"), 3L, 2L, 2L]));
        new PrependPixels(new PixelInput("x")).Apply(model);
        using var ort = new Ort(model);
        Assert.Equal([5, 3, 2, 2], ort.Run(("pixels", Small.RandomBytes(1, 5, 2, 2, 3)))["y"].Dimensions);
    }

    [Fact]
    public void OpenRowsAndColumns_TakeTheGivenSize()
    {
        var model = Echo(Shape.Of([1L, 3L, Dim.Unknown, Dim.Named("W")]));
        new PrependPixels(new PixelInput("x") { Size = (4, 6) }).Apply(model);
        Assert.Equal([1L, 4L, 6L, 3L], model.Graph.Inputs.Single().Shape!.Sizes());
    }

    public static TheoryData<string, string> Refusals() => new()
    {
        { "no input", "has no input 'elsewhere'; its inputs are 'x'" },
        { "type", "is Float16, expected Float" },
        { "channels", "8 channels, expected 3 in [N, H, W, 3]. Try the other layout." },
        { "rank", "expected [N, 3, H, W]" },
        { "open", "its height is open" },
        { "size", "its width is 8, asked for 9" },
        { "padding", "leave some of the picture" },
        { "resize", "the batch is open" },
        { "name", "has a value 'y' already" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void WhatCannotBe_IsRefusedByName_AndTheModelIsAsBefore(string what, string message)
    {
        Shape shape = what switch
        {
            "rank" => [3L, 8L, 8L],
            "open" => [1L, 3L, Dim.Unknown, 8L],
            "resize" => [Dim.Unknown, 3L, 8L, 8L],
            _ => [1L, 3L, 8L, 8L],
        };
        var model = Echo(shape, what == "type" ? ElementType.Float16 : ElementType.Float);
        var input = new PixelInput(what == "no input" ? "elsewhere" : "x")
        {
            ChannelsLast = what == "channels",
            Size = what == "size" ? (8, 9) : null,
            Padding = what == "padding" ? (4, 0, 4, 0) : default,
            ResizeFrom = what == "resize" ? (4, 4) : null,
            Name = what == "name" ? "y" : "pixels",
        };
        var before = OnnxWriter.ToBytes(model);
        Assert.Contains(message, Assert.Throws<OnnxException>(() => new PrependPixels(input).Apply(model)).Message);
        Assert.Equal(before, OnnxWriter.ToBytes(model));
    }

    [Fact]
    public void AStdOfZero_IsRefused() =>
        Assert.Contains("is a std 0?", Assert.Throws<OnnxException>(() => new PrependPixels(new PixelInput("x") { Std = [1, 0, 1] })).Message);

    private static Model Echo(Shape shape, ElementType type = ElementType.Float) => Small.Model(b => b.Output("y", b.Input("x", type, shape)));

    private static void AssertEveryLevel(PixelInput input, bool optimize)
    {
        var model = Echo(input.ChannelsLast ? [1L, 16L, 16L, 3L] : [1L, 3L, 16L, 16L]);
        Assert.True(new PrependPixels(input with { Input = "x" }).Apply(model));
        Verifier.Verify(model);
        var levels = new byte[256 * 3];
        for (var i = 0; i < levels.Length; i++) levels[i] = (byte)((i / 3) + (i % 3 * 85));
        var pixels = Tensor.Of<byte>(levels, 1, 16, 16, 3);
        using var ort = new Ort(model, optimize);
        Small.AssertSameBits(OnHost(input, pixels), ort.Run(("pixels", pixels))["y"], $"{input}, optimized: {optimize}");
    }

    /// <summary>As the pipeline does it: 256 values a channel in double precision.</summary>
    private static Tensor OnHost(PixelInput input, Tensor pixels)
    {
        int height = (int)pixels.Dimensions[1], width = (int)pixels.Dimensions[2];
        var from = pixels.Span<byte>();
        var values = new float[from.Length];
        for (var c = 0; c < 3; c++)
            for (var p = 0; p < height * width; p++)
            {
                var v = from[(p * 3) + (input.Rgb ? 2 - c : c)];
                values[input.ChannelsLast ? (p * 3) + c : (c * height * width) + p] = (float)((v - (double)input.Mean[c]) / input.Std[c] * input.Scale);
            }
        return input.ChannelsLast ? Tensor.Of<float>(values, 1, height, width, 3) : Tensor.Of<float>(values, 1, 3, height, width);
    }

    private static double Bilinear(Tensor pixels, int height, int width, double y, double x, int channel)
    {
        (y, x) = (Math.Clamp(y, 0, height - 1), Math.Clamp(x, 0, width - 1));
        int y0 = (int)y, x0 = (int)x, y1 = Math.Min(y0 + 1, height - 1), x1 = Math.Min(x0 + 1, width - 1);
        double At(int r, int q) => pixels.Span<byte>()[(((r * width) + q) * 3) + channel];
        double top = At(y0, x0) + ((x - x0) * (At(y0, x1) - At(y0, x0))), bottom = At(y1, x0) + ((x - x0) * (At(y1, x1) - At(y1, x0)));
        return top + ((y - y0) * (bottom - top));
    }
}

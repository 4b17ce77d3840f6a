using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class PrependCoalitionsTests
{
    private const int Rows = 2, Columns = 3, Height = 7, Width = 10, Channels = 3;

    private static readonly Dim Open = Dim.Named("coalitions");

    // Rows 3 to 6 show the second row of cells; columns 0 and 9 show none, as a letterbox's padding does.
    private static readonly Tensor HardDown = Of((y, row) => row == (y < 3 ? 0 : 1) ? 1 : 0, Height, Rows);
    private static readonly Tensor HardAcross = Of((column, x) => x is > 0 and < 9 && column == (x - 1) / 3 ? 1 : 0, Columns, Width);

    public static TheoryData<bool> Layouts() => [false, true];

    [Theory, MemberData(nameof(Layouts))]
    public void Hidden_HasTheReferencesBits_AndShown_ThePictures(bool last)
    {
        // Grey levels: their differences are floats, so that nothing is rounded.
        var random = new Random(1);
        var (picture, reference) = (Pictures(last, 1, () => random.Next(256)), Pictures(last, 1, () => random.Next(256)));
        var coalitions = Of((k, cell) => (k + cell) % 2, 2, Rows * Columns);
        var mixed = Mix(last, picture, reference, [0, 0], coalitions, HardDown, HardAcross);
        for (var k = 0; k < 2; k++)
            Each((c, y, x) =>
            {
                var cell = ((y < 3 ? 0 : 1) * Columns) + ((x - 1) / 3);
                var shown = x is > 0 and < 9 && (k + cell) % 2 == 1;
                Assert.Equal((shown ? picture : reference).Span<float>()[At(last, 0, c, y, x)], mixed.Span<float>()[At(last, k, c, y, x)]);
            });
    }

    [Theory, MemberData(nameof(Layouts))]
    public void Hidden_IsExact_AndShown_RoundsOnce_ForAnyNumbers(bool last)
    {
        var (picture, reference) = (Pictures(last, 1, Draw(2)), Pictures(last, 1, Draw(3)));
        var (all, none) = (Of((_, _) => 1, 1, Rows * Columns), Of((_, _) => 0, 1, Rows * Columns));
        Small.AssertSameBits(reference, Mix(last, picture, reference, [0], none, HardDown, HardAcross), "hidden");
        var shown = Mix(last, picture, reference, [0], all, HardDown, HardAcross).Span<float>();
        for (var x = 1; x < 9; x++)
        {
            var at = At(last, 0, 1, 4, x);
            Assert.Equal(picture.Span<float>()[at], shown[at], 5e-7 * 8);
        }
        // Beyond the cells only the reference is seen, whatever the picture holds there.
        Assert.Equal(reference.Span<float>()[At(last, 0, 1, 4, 9)], shown[At(last, 0, 1, 4, 9)]);
    }

    [Theory, MemberData(nameof(Layouts))]
    public void AnyEnlargement_IsDownTimesCellsTimesAcross(bool last)
    {
        Tensor down = Of(Draw(4), Height, Rows), across = Of(Draw(5), Columns, Width), coalitions = Of(Draw(6), 3, Rows * Columns);
        var (picture, references) = (Pictures(last, 1, Draw(7)), Pictures(last, 2, Draw(8)));
        long[] referenceOf = [1, 0, 1];
        var mixed = Mix(last, picture, references, referenceOf, coalitions, down, across);
        Assert.Equal(3, mixed.Dimensions[0]);
        for (var k = 0; k < 3; k++)
            Each((c, y, x) =>
            {
                double shown = 0;
                for (var row = 0; row < Rows; row++)
                    for (var column = 0; column < Columns; column++)
                        shown += (double)down.Span<float>()[(y * Rows) + row] * coalitions.Span<float>()[(((k * Rows) + row) * Columns) + column] * across.Span<float>()[(column * Width) + x];
                double behind = references.Span<float>()[At(last, (int)referenceOf[k], c, y, x)];
                var expected = (shown * picture.Span<float>()[At(last, 0, c, y, x)]) + ((1 - shown) * behind);
                Assert.Equal(expected, mixed.Span<float>()[At(last, k, c, y, x)], 1e-5 * Math.Max(1, Math.Abs(shown) * 8));
            });
    }

    [Fact]
    public void EachMixture_TakesTheReferenceThatItNames()
    {
        var references = Pictures(false, 3, Draw(9));
        var mixed = Mix(false, Pictures(false, 1, Draw(10)), references, [2, 0, 2, 1], Of((_, _) => 0, 4, Rows * Columns), HardDown, HardAcross);
        var one = Channels * Height * Width;
        foreach (var (k, reference) in new[] { 2, 0, 2, 1 }.Index())
            Assert.True(references.Span<float>().Slice(reference * one, one).SequenceEqual(mixed.Span<float>().Slice(k * one, one)), $"mixture {k}");
    }

    [Fact]
    public void TheFace_IsOnePicture_AndTheFiveInputsOfAQuestion()
    {
        var model = Echo(false, Open);
        Assert.True(Coalitions(false).Apply(model));
        Verifier.Verify(model);
        Assert.Equal(
            ["'x' Float [1, 3, 7, 10]", "'reference' Float [references, 3, 7, 10]", "'reference_of' Int64 [coalitions]", "'coalitions' Float [coalitions, 2, 3]",
                "'down' Float [7, 2]", "'across' Float [3, 10]"],
            model.Graph.Inputs.Select(i => i.ToString()));
        Assert.Equal("[coalitions, 3, 7, 10]", model.Graph.Outputs.Single().Shape!.ToString());
    }

    [Fact]
    public void EveryReaderOfThePicture_SeesTheMixture_AndOtherInputsStay()
    {
        var model = Small.Model(b =>
        {
            var x = b.Input("x", ElementType.Float, [2L, 3L, Height, Width]);
            var offset = b.Input("offset", ElementType.Float, [1L]);
            b.Output("y", b.Sub(b.Add(x, offset), b.Op("Relu", x)));
            b.Graph.Outputs.Add(x);
        });
        Coalitions(false).Apply(model);
        Verifier.Verify(model);
        using var ort = new Ort(model);
        var (picture, reference) = (Pictures(false, 1, Draw(11)), Pictures(false, 1, Draw(12)));
        var found = ort.Run(("x", picture), ("offset", Tensor.Of<float>([2], 1)), (PrependCoalitions.Reference, reference), (PrependCoalitions.ReferenceOf, Tensor.Vector([0, 0])),
            (PrependCoalitions.Coalitions, Of((_, _) => 0.5f, [2, Rows, Columns])), (PrependCoalitions.Down, HardDown), (PrependCoalitions.Across, HardAcross));
        var mixture = found.Single(o => o.Key != "y").Value.Span<float>();
        var y = found["y"].Span<float>();
        for (var i = 0; i < y.Length; i++) Assert.Equal(mixture[i] + 2 - Math.Max(0, mixture[i]), y[i], 1e-5);
    }

    public static TheoryData<string, string> Refusals() => new()
    {
        { "no input", "has no input 'elsewhere'; its inputs are 'x'" },
        { "type", "'x' Float16 [1, 3, 7, 10]: expected Float with four axes" },
        { "rank", "expected Float with four axes, fixed but for the batch" },
        { "open height", "expected Float with four axes, fixed but for the batch" },
        { "no cells", "0 x 3 cells; expected 1 or more" },
        { "taken name", "two values 'reference'" },
        { "old opset", "opset 12" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void WhatCannotBe_IsRefusedByName_AndTheModelIsAsBefore(string what, string message)
    {
        Shape shape = what switch { "rank" => [1L, Height, Width], "open height" => [1L, 3L, Dim.Unknown, Width], _ => [1L, 3L, Height, Width] };
        var model = Small.Model(b =>
        {
            var y = b.Op("Relu", b.Input("x", what == "type" ? ElementType.Float16 : ElementType.Float, shape));
            if (what == "taken name") y.Name = "reference";
            b.Output("y", y);
        });
        if (what == "old opset") model.Opset = 12;
        var before = OnnxWriter.ToBytes(model);
        var transform = new PrependCoalitions(what == "no input" ? "elsewhere" : "x", false, what == "no cells" ? 0 : Rows, Columns);
        Assert.Contains(message, Assert.Throws<OnnxException>(() => transform.Apply(model)).Message);
        Assert.Equal(before, OnnxWriter.ToBytes(model));
    }

    private static PrependCoalitions Coalitions(bool last) => new("x", last, Rows, Columns);

    private static Model Echo(bool last, Dim batch) => Small.Model(b => b.Output("y",
        b.Input("x", ElementType.Float, last ? Shape.Of([batch, Height, Width, Channels]) : Shape.Of([batch, Channels, Height, Width]))));

    /// <summary>What the network would see. <paramref name="coalitions"/> is [K, cells].</summary>
    private static Tensor Mix(bool last, Tensor picture, Tensor references, long[] referenceOf, Tensor coalitions, Tensor down, Tensor across)
    {
        var model = Echo(last, Open);
        Coalitions(last).Apply(model);
        Verifier.Verify(model);
        using var ort = new Ort(model, optimize: false);
        return ort.Run(("x", picture), (PrependCoalitions.Reference, references), (PrependCoalitions.ReferenceOf, Tensor.Vector(referenceOf)),
            (PrependCoalitions.Coalitions, Tensor.FromRaw(ElementType.Float, [referenceOf.Length, Rows, Columns], coalitions.Raw.ToArray())),
            (PrependCoalitions.Down, down), (PrependCoalitions.Across, across))["y"];
    }

    private static Tensor Pictures(bool last, long count, Func<float> next) => last ? Of(next, count, Height, Width, Channels) : Of(next, count, Channels, Height, Width);

    private static int At(bool last, int picture, int c, int y, int x) =>
        last ? (((((picture * Height) + y) * Width) + x) * Channels) + c : (((((picture * Channels) + c) * Height) + y) * Width) + x;

    private static void Each(Action<int, int, int> look)
    {
        for (var c = 0; c < Channels; c++)
            for (var y = 0; y < Height; y++)
                for (var x = 0; x < Width; x++) look(c, y, x);
    }

    /// <summary>Uniform in -4..4.</summary>
    private static Func<float> Draw(int seed)
    {
        var random = new Random(seed);
        return () => (random.NextSingle() * 8) - 4;
    }

    private static Tensor Of(Func<float> next, params long[] dimensions)
    {
        var values = new float[dimensions.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++) values[i] = next();
        return Tensor.Of<float>(values, dimensions);
    }

    /// <summary>Of row and column, the last axes being taken together.</summary>
    private static Tensor Of(Func<int, int, float> at, params long[] dimensions)
    {
        var (index, inner) = (0, (int)dimensions.Skip(1).Aggregate(1L, (a, b) => a * b));
        return Of(() => at(index / inner, index++ % inner), dimensions);
    }
}

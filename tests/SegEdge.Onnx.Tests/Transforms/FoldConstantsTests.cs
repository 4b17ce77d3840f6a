using SegEdge.Onnx.Evaluation;
using SegEdge.Onnx.Tests.ShapeRules;
using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using static SegEdge.Onnx.Attribute;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class FoldConstantsTests
{
    private static readonly ElementType[] Arithmetic = [ElementType.Float, ElementType.Double, ElementType.Int64, ElementType.Int32];

    private static readonly ElementType[] Castable = [
        ElementType.Float, ElementType.Double, ElementType.Float16, ElementType.Int64, ElementType.Int32, ElementType.UInt8, ElementType.Int8, ElementType.Bool];

    public static TheoryData<string> Cases() => [.. OperatorCases.All.Keys];

    public static TheoryData<string, ElementType> ArithmeticCases()
    {
        var cases = new TheoryData<string, ElementType>();
        foreach (var type in Arithmetic)
            foreach (var op in new[] { "Add", "Sub", "Mul", "Div", "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Neg", "Abs" }) cases.Add(op, type);
        foreach (var op in new[] { "Sqrt", "Floor", "Ceil" })
            foreach (var type in Arithmetic.Take(2)) cases.Add(op, type);
        foreach (var op in new[] { "Min", "Max" })
            foreach (var type in Arithmetic.Skip(2)) cases.Add(op, type);
        return cases;
    }

    public static TheoryData<ElementType, ElementType> Casts()
    {
        var cases = new TheoryData<ElementType, ElementType>();
        foreach (var from in Castable)
            foreach (var to in Castable) cases.Add(from, to);
        return cases;
    }

    /// <summary>Every operator in every form: what is folded has ONNX Runtime's bits, and what an evaluator knows is folded.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void AllInputsConstant_GivesTheBitsOfTheRun(string name)
    {
        var tiny = OperatorCases.All[name]();
        var made = tiny.Run();
        var feeds = tiny.Feeds.ToDictionary(f => f.Name, f => f.Tensor);
        var inputs = tiny.Node.Inputs.Select(v => v is null ? null : v.Constant ?? feeds[v.Name]).ToList();
        var folded = Evaluator.Evaluate(tiny.Node, inputs, tiny.Model.Opset, 1 << 20);
        // Floats whose result is the engine's matter, see Evaluator; the root of a negative number is a NaN.
        string[] left = ["Range of floats", "Min of three", "Max of three", "Sqrt"];
        if (Evaluator.Knows(tiny.Node) && !left.Contains(name)) Assert.NotNull(folded);
        if (folded is not null) foreach (var (found, expected) in folded.Zip(made.Values)) Same(expected, found);
    }

    // No operator set allows it; a file may hold it all the same.
    [Fact]
    public void AConstantWithAnInput_IsNoFault()
    {
        var model = new Tiny(16).Fed(Tensor.Of<float>([1], 1)).Op("Abs").Model;
        var stray = new Value("stray");
        model.Graph.Nodes.Insert(0, new Node("Constant", [model.Graph.Inputs[0]], [stray], [Of("value", Tensor.Of<float>([2], 1))]));
        model.Graph.Outputs.Add(stray);
        new FoldConstants().Apply(model);
        Assert.Equal(2, model.Graph.Nodes.Count + model.Graph.Initializers.Count);
    }

    /// <summary>10,000 pairs of numbers of every magnitude, subnormal and infinite ones among them.</summary>
    [Theory, MemberData(nameof(ArithmeticCases))]
    public void ArithmeticIsExact(string op, ElementType type)
    {
        const int Count = 10_000;
        Tensor a = Wild(type, Count, seed: 1, positive: op == "Sqrt"), b = Wild(type, Count, seed: 2);
        var tiny = new Tiny(16).Fed(a);
        if (op is not ("Sqrt" or "Floor" or "Ceil" or "Neg" or "Abs")) tiny.Fed(b);
        var (expected, compared) = (tiny.Op(op).Run()["y0"], 0);
        var width = expected.Raw.Length / Count;
        // Pieces: one number that is left to the engine leaves its whole tensor.
        const int Piece = 5;
        for (var at = 0; at < Count; at += Piece)
        {
            var inputs = tiny.Feeds.Select(f => Part(f.Tensor, at)).ToList();
            if (Evaluator.Evaluate(tiny.Node, inputs, 16, 1 << 20) is not [var found]) continue;
            var same = expected.Raw.Slice(at * width, Piece * width).Span.SequenceEqual(found.Raw.Span);
            Assert.True(same, $"{op} of {string.Join(" and ", inputs.Select(t => string.Join(", ", t!.ToDoubles())))}");
            compared += Piece;
        }
        Assert.InRange(compared, Count * 7 / 10, Count);

        static Tensor? Part(Tensor tensor, int at)
        {
            var bytes = tensor.Type.Bits()!.Value / 8;
            return Tensor.FromRaw(tensor.Type, [Piece], tensor.Raw.Slice(at * bytes, Piece * bytes));
        }
    }

    [Theory, MemberData(nameof(Casts))]
    public void CastIsExact(ElementType from, ElementType to)
    {
        const int Count = 2_000;
        var x = from is ElementType.UInt8 or ElementType.Int8 or ElementType.Bool ? Tiny.Numbers(from, Count)
            : from == ElementType.Float16 ? Halves(Count)
            : Wild(from, Count, seed: 3);
        var tiny = new Tiny(13).Fed(x).Op("Cast", Of("to", (long)to));
        var expected = tiny.Run()["y0"];
        int compared = 0, width = x.Raw.Length / Count, made = expected.Raw.Length / Count;
        for (var at = 0; at < Count; at++)
        {
            var one = Tensor.FromRaw(from, [1], x.Raw.Slice(at * width, width));
            if (Evaluator.Evaluate(tiny.Node, [one], 13, 1 << 20) is not [var found]) continue;
            Assert.True(expected.Raw.Slice(at * made, made).Span.SequenceEqual(found.Raw.Span), $"{one.ToDoubles()[0]:R} to {to}");
            compared++;
        }
        // Floats that an integer cannot hold are left.
        Assert.InRange(compared, Count / (from.IsFloating() && !to.IsFloating() ? 5 : 1), Count);
    }

    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void ARealModel_ComputesTheSameBits_WithFewerNodes(string name)
    {
        var path = SharedModels.Require(name);
        var model = OnnxReader.Read(path);
        Fold(model);
        Assert.DoesNotContain(model.Graph.Nodes, n => n.Is("Constant") || n.Is("Shape"));
        using Ort before = new(File.ReadAllBytes(path), optimize: false), after = new(model, optimize: false);
        var input = model.Graph.FreeInputs.Single();
        var picture = Tiny.Floats(input.Shape!.Sizes());
        var found = after.Run((input.Name, picture));
        foreach (var (output, expected) in before.Run((input.Name, picture))) Same(expected, found[output]);
    }

    [Fact]
    public void TheArithmeticOfShapes_BecomesAConstant_AndNothingIsLeftOfIt()
    {
        var (model, b, x) = New(2, 3, 4);
        var shape = b.Op("Shape", x);
        var target = b.Concat(0, b.Slice(shape, [0], [1], [0]), b.Mul(b.Slice(shape, [1], [2], [0]), b.Slice(shape, [2], [3], [0])));
        b.Output("y", b.Op("Reshape", x, target));
        Fold(model);
        Assert.Equal(["Reshape", "Identity"], model.Graph.Nodes.Select(n => n.OpType));
        Assert.Equal([2L, 12], model.Graph.Nodes[0].Input(1).Constant!.ToLongs());
        Assert.False(new FoldConstants().Apply(model));
    }

    [Fact]
    public void OfAnOpenShape_TheNumbersThatAreKnown_BecomeConstants()
    {
        var (model, b, x) = New(Dim.Named("N"), 3, 4, 5);
        var shape = b.Op("Shape", x);
        var doubled = b.Mul(b.Slice(shape, [2], [4], [0]), b.Ints(2));
        b.Output("y", b.Op("Resize", x, null, null, b.Concat(0, b.Slice(shape, [0], [2], [0]), doubled)));
        Fold(model);
        Assert.Equal(["Shape", "Slice", "Concat", "Resize", "Identity"], model.Graph.Nodes.Select(n => n.OpType));
        Assert.Equal([8L, 10], model.Graph.Nodes[2].Input(1).Constant!.ToLongs());
        Assert.Equal("[N, 3, 8, 10]", model.Graph.Outputs.Single().Shape!.ToString());
    }

    [Fact]
    public void AnOutputOfTheGraph_KeepsItsNode_AndWhatReadsItIsFolded()
    {
        var (model, b, x) = New(2);
        var sum = b.Add(b.Const(Tensor.Of<float>([1, 2], 2)), b.Const(Tensor.Of<float>([3, 4], 2)));
        sum.Name = "sum";
        model.Graph.Outputs.Add(sum);
        b.Output("y", b.Mul(x, b.Neg(sum)));
        Fold(model);
        Assert.Equal(["Add", "Mul", "Identity"], model.Graph.Nodes.Select(n => n.OpType));
        Assert.Equal(["sum", "y"], model.Graph.Outputs.Select(o => o.Name));
        Assert.Equal([-4f, -6], model.Graph.Nodes[1].Input(1).Constant!.ToFloats());
    }

    [Fact]
    public void ADefaultThatTheCallerMayReplace_IsNoConstant()
    {
        foreach (var (version, nodes) in ((long, int)[])[(4, 2), (3, 1)])
        {
            var (model, b, x) = New(2);
            model.IrVersion = version;
            var weights = b.Const(Tensor.Of<float>([1, 2], 2));
            model.Graph.Inputs.Add(weights);
            var y = b.Mul(x, b.Neg(weights));
            model.Graph.Outputs.Add(y);
            Fold(model);
            Assert.Equal(nodes, model.Graph.Nodes.Count);
            Assert.Equal([-1f, -2], Run(model, Tensor.Of<float>([1, 1], 2)).Single().ToFloats());
        }
    }

    [Fact]
    public void AResultOfTenGigabytes_IsNotMade_NorManySmallOnes()
    {
        var (model, b, x) = New(1);
        var huge = b.Op("ConstantOfShape", b.Ints(2_500_000_000));
        b.Output("y", b.Add(x, b.Slice(huge, [0], [1], [0])));
        for (var k = 0; k < 200; k++) b.Output($"y{k}", b.Add(x, b.Op("ConstantOfShape", b.Ints(250_000))));
        Fold(model);
        Assert.Equal(201 - 67, model.Graph.Nodes.Count(n => n.Is("ConstantOfShape")));
        Assert.Equal(67, model.Graph.Initializers.Count(i => i.Constant!.Count == 250_000));
    }

    [Fact]
    public void WhatFailsInARun_IsLeftToTheRun()
    {
        var (model, b, x) = New(1);
        b.Output("zero", b.Add(b.Cast(x, ElementType.Int64), b.Div(b.Ints(1), b.Ints(0))));
        b.Output("outside", b.Add(x, b.Op("Gather", b.Const(Tensor.Of<float>([1], 1)), b.Ints(5))));
        b.Output("nan", b.Add(x, b.Op("Sqrt", b.Const(Tensor.Of<float>([-1], 1)))));
        b.Output("beyond", b.Add(b.Cast(x, ElementType.Int32), b.Cast(b.Const(Tensor.Of<float>([1e20f], 1)), ElementType.Int32)));
        Fold(model);
        Assert.Equal(["Div", "Gather", "Sqrt", "Cast"], model.Graph.Nodes.Where(n => n.Inputs.All(v => v!.Constant is not null)).Select(n => n.OpType));
    }

    [Fact]
    public void ASubgraph_IsFoldedToo_AndReadsConstantsMadeAround()
    {
        var (model, b, x) = New(2);
        var twice = b.Add(b.Const(Tensor.Of<float>([1, 2], 2)), b.Const(Tensor.Of<float>([1, 2], 2)));
        var branches = new[] { "Add", "Sub" }.Select(op =>
        {
            var graph = new Graph(op);
            var inner = new Node("Neg", [twice], [new Value($"{op}/neg")]);
            var sum = new Node(op, [x, inner.Output], [new Value($"{op}/y", ElementType.Float, [2])]);
            graph.Nodes.AddRange([inner, sum]);
            graph.Outputs.Add(sum.Output);
            return graph;
        }).ToArray();
        var condition = b.Const(Tensor.Of<bool>([true], 1));
        var y = b.Op("If", [condition], Of("then_branch", branches[0]), Of("else_branch", branches[1]));
        (y.Type, y.Shape) = (ElementType.Float, [2]);
        b.Output("y", y);
        Fold(model);
        Assert.All(branches, g => Assert.Single(g.Nodes));
        Assert.Equal([-1f, -3], Run(model, Tensor.Of<float>([1, 1], 2)).Single().ToFloats());
    }

    private static void Fold(Model model)
    {
        new FoldConstants().Apply(model);
        new RemoveUnused().Apply(model);
        Verifier.Verify(model);
    }

    private static (Model Model, GraphBuilder B, Value X) New(params Dim[] shape)
    {
        var model = new Model(new Graph("fold")) { Opset = 13 };
        var b = new GraphBuilder(model, "f");
        return (model, b, b.Input("x", ElementType.Float, Shape.Of(shape)));
    }

    private static Dictionary<string, Tensor>.ValueCollection Run(Model model, Tensor x)
    {
        using var ort = new Ort(model, optimize: false);
        return ort.Run(("x", x)).Values;
    }

    private static void Same(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.ToString(), found.ToString());
        Assert.True(expected.Raw.Span.SequenceEqual(found.Raw.Span));
    }

    // Any bits at all: every exponent is as frequent as every other. Integers are small half of the time, and never the divisor 0.
    private static Tensor Wild(ElementType type, int count, int seed, bool positive = false)
    {
        var random = new Random(seed);
        var raw = new byte[count * type.Bits()!.Value / 8];
        random.NextBytes(raw);
        // The sign is the last bit of the last byte.
        var width = raw.Length / count;
        if (positive) for (var k = width - 1; k < raw.Length; k += width) raw[k] &= 0x7f;
        var tensor = Tensor.FromRaw(type, [count], raw);
        return type switch
        {
            ElementType.Int64 => Tensor.Of<long>(Array.ConvertAll(tensor.Span<long>().ToArray(), v => v % 2 == 0 ? v : (v % 1000) | 1), count),
            ElementType.Int32 => Tensor.Of<int>(Array.ConvertAll(tensor.Span<int>().ToArray(), v => v % 2 == 0 ? v | 2 : (v % 1000) | 1), count),
            // A NaN's bits are the processor's; one in three is an everyday number.
            ElementType.Float => Tensor.Of<float>(
                Array.ConvertAll(tensor.Span<float>().ToArray(), v => float.IsNaN(v) ? float.PositiveInfinity : Everyday() is { } e ? (float)e : v), count),
            _ => Tensor.Of<double>(
                Array.ConvertAll(tensor.Span<double>().ToArray(), v => double.IsNaN(v) ? double.PositiveInfinity : Everyday() ?? v), count),
        };

        double? Everyday() => random.Next(3) == 0 ? (random.NextDouble() * 400) - (positive ? 0 : 200) : null;
    }

    private static Tensor Halves(int count) =>
        Tensor.Of<Half>([.. Wild(ElementType.Float, count, 4).ToFloats().Select(v => (Half)v)], count);
}

using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Fuzz;

/// <summary>Small models that together use every message and field, as a corpus to start from.</summary>
public static class Seeds
{
    public static IEnumerable<(string Name, byte[] File)> All()
    {
        yield return ("elementwise", Of(8, 13, b => b.Output("y", b.Add(b.Mul(Input(b), b.Scalar(Input(b, "z"), 2)), b.Neg(Input(b, "w"))))));
        yield return ("convolution", Of(8, 17, Convolution));
        yield return ("inputs-with-values", Of(3, 13, b =>
        {
            b.Output("y", b.Add(Input(b), b.Const(Tensor.Filled(ElementType.Float, [1, 2, 4, 4], 1))));
            b.Graph.Inputs.Add(b.Graph.Initializers[0]);
        }));
        yield return ("shapes", Of(9, 18, b =>
        {
            var x = Input(b);
            var rows = b.Reshape(b.Transpose(x, 0, 2, 3, 1), 0, -1, 2);
            b.Output("rows", b.Concat(1, rows, b.Slice(rows, [0], [long.MaxValue], [1], [2])));
            b.Output("mean", b.Reduce("ReduceMean", b.Pad(x, 0, 0, 1, 1, 0, 0, 1, 1), [2, 3]));
            b.Output("count", b.Cast(b.Op("Shape", x), ElementType.Float));
        }));
        yield return ("branches", Of(8, 16, Branches));
        yield return ("attributes", Of(8, 13, Attributes));
        yield return ("types", Of(10, 21, b =>
        {
            foreach (var type in new[] { ElementType.Double, ElementType.Float16, ElementType.BFloat16, ElementType.Int64, ElementType.Int32, ElementType.UInt8, ElementType.Bool })
                b.Const(Tensor.Filled(type, [3], 1));
            b.Const(Tensor.FromRaw(ElementType.Int4, [3], new byte[] { 0x21, 3 }));
            b.Const(Tensor.OfStrings([2], ["a"u8.ToArray(), "b"u8.ToArray()]));
            b.Output("y", b.Op("Identity", Input(b)));
        }));
        yield return ("constants", Of(8, 17, Constants));
        yield return ("products", Of(8, 17, Products));
        yield return ("places", Of(8, 18, Places));
        yield return ("opset-7", Old(7));
        yield return ("opset-11", Old(11));
        yield return ("nothing", Of(8, 13, _ => { }));
    }

    private static byte[] Of(long irVersion, long opset, Action<GraphBuilder> build)
    {
        var model = new Model(new Graph("seed")) { IrVersion = irVersion, Opset = opset, ProducerName = "SegEdge.Onnx.Fuzz", ProducerVersion = "1" };
        model.Opsets["org.example"] = 1;
        model.Metadata["names"] = "{0: 'soil', 1: 'crop'}";
        build(new GraphBuilder(model, "b"));
        return OnnxWriter.ToBytes(model);
    }

    private static Value Input(GraphBuilder b, string name = "x") => b.Input(name, ElementType.Float, [Dim.Named("N"), 2, 4, 4]);

    private static void Convolution(GraphBuilder b)
    {
        var weights = b.Const(Tensor.Filled(ElementType.Float, [3, 2, 3, 3], 0.1));
        var y = b.Op("Conv", [Input(b), weights, b.Const(Tensor.Filled(ElementType.Float, [3], 1))],
            Attribute.Of("pads", [1, 1, 1, 1]), Attribute.Of("strides", [2, 2]), Attribute.Of("kernel_shape", [3, 3]));
        y = b.Op("BatchNormalization", b.Op("Relu", y), Three(b), Three(b), Three(b), Three(b));
        y = b.Op("Resize", [y, null, b.Const(Tensor.Of<float>([1, 1, 2, 2], 4))], Attribute.Of("mode", "linear"));
        var pool = b.Node("MaxPool", [y], 2, Attribute.Of("kernel_shape", [2, 2]));
        b.Output("y", b.Op("Softmax", [pool.Output], Attribute.Of("axis", 1)));
        b.Output("classes", b.Op("ArgMax", [y], Attribute.Of("axis", 1), Attribute.Of("keepdims", 0)));
    }

    private static Value Three(GraphBuilder b) => b.Const(Tensor.Filled(ElementType.Float, [3], 1));

    private static void Branches(GraphBuilder b)
    {
        var x = Input(b);
        var condition = b.Op("Greater", b.Reduce("ReduceMax", x, [0, 1, 2, 3], keepDims: false), b.Scalar(x, 0));
        Graph Branch(string name, string opType)
        {
            var branch = new Graph(name);
            var node = new Node(opType, [x], [new Value($"{name}/y", ElementType.Float, x.Shape)]);
            branch.Nodes.Add(node);
            branch.Outputs.Add(node.Output);
            return branch;
        }

        b.Output("y", b.Op("If", [condition], Attribute.Of("then_branch", Branch("then", "Relu")), Attribute.Of("else_branch", Branch("else", "Neg"))));
    }

    private static void Attributes(GraphBuilder b)
    {
        var y = new Value("odd", ElementType.Float, [Dim.Unknown, 3]);
        b.Graph.Nodes.Add(new Node("Odd", [Input(b), null], [null, y], [
            Attribute.Of("i", -1), Attribute.Of("f", 0.5f), Attribute.Of("s", "text"), Attribute.Of("t", Tensor.Vector(1, 2)),
            Attribute.Of("g", new Graph("empty")), Attribute.Of("ints", [1, 2]), Attribute.Of("floats", [1f, 2f])], "odd", "org.example"));
        b.Graph.Nodes.Add(new Node("Constant", [], [new Value("c")], [Attribute.Of("value", Tensor.Scalar(ElementType.Float, 1))]));
        b.Graph.Outputs.Add(y);
    }

    // What is folded: the arithmetic of shapes, and tables.
    private static void Constants(GraphBuilder b)
    {
        var table = b.Const(Tensor.Of<float>([1, 2, 3, 4, 5, 6], 2, 3));
        var shape = b.Op("Shape", Input(b));
        var size = b.Concat(0, b.Slice(shape, [1], [3], [0]), b.Div(b.Op("Gather", [shape, b.Ints(3)], Attribute.Of("axis", 0)), b.Ints(2)));
        b.Output("filled", b.Op("ConstantOfShape", [size], Attribute.Of("value", Tensor.Filled(ElementType.Int64, [1], 7))));
        b.Output("count", b.Op("Range", b.Const(Tensor.Scalar(ElementType.Int64, 1)), b.Const(Tensor.Scalar(ElementType.Int64, 9)), b.Const(Tensor.Scalar(ElementType.Int64, 3))));
        b.Output("tiled", b.Op("Tile", b.Transpose(table, 1, 0), b.Ints(2, 2)));
        b.Output("expanded", b.Op("Expand", b.Unsqueeze(b.Squeeze(b.Slice(table, [-1], [-2], [0], [-1]), 0), 1), b.Ints(2, 1, 3)));
        var parts = b.Node("Split", [table, b.Ints(1, 2)], 2, Attribute.Of("axis", 1));
        b.Output("chosen", b.Where(b.Op("Less", parts.Outputs[0], parts.Outputs[1]), b.Neg(parts.Outputs[1]!), b.Scalar(table, 0)));
        b.Output("cast", b.Cast(b.Op("Sqrt", b.Op("Abs", b.Sub(table, b.Op("Floor", table)))), ElementType.Int32));
    }

    private static void Products(GraphBuilder b)
    {
        var (x, y) = (Input(b), Input(b, "z"));
        b.Output("product", b.MatMul(x, b.Transpose(y, 0, 1, 3, 2)));
        b.Output("sum", b.Op("Einsum", [x, y], Attribute.Of("equation", "ncij,ncjk->nik")));
        b.Output("flat", b.Op("Gemm", [b.Op("Flatten", x), b.Const(Tensor.Filled(ElementType.Float, [3, 32], 1)), Three(b)], Attribute.Of("transB", 1)));
        b.Output("up", b.Op("ConvTranspose", [x, b.Const(Tensor.Filled(ElementType.Float, [2, 3, 2, 2], 1))], Attribute.Of("strides", [2, 2]), Attribute.Of("output_padding", [1, 0])));
        b.Output("pooled", b.Op("AveragePool", [x], Attribute.Of("kernel_shape", [3, 2]), Attribute.Of("auto_pad", "SAME_UPPER"), Attribute.Of("ceil_mode", 1)));
        b.Output("global", b.Op("GlobalAveragePool", x));
        b.Output("normal", b.Op("LayerNormalization", [x, b.Const(Tensor.Filled(ElementType.Float, [4], 1))], Attribute.Of("axis", -1)));
        var (scale, zero) = (b.Const(Tensor.Scalar(ElementType.Float, 0.1)), b.Const(Tensor.Scalar(ElementType.UInt8, 3)));
        b.Output("whole", b.Op("DequantizeLinear", b.Op("QuantizeLinear", x, scale, zero), scale, zero));
    }

    private static void Places(GraphBuilder b)
    {
        var x = Input(b);
        var best = b.Node("TopK", [x, b.Ints(2)], 2, Attribute.Of("axis", 1));
        b.Output("best", b.Op("GatherElements", [x, best.Outputs[1]], Attribute.Of("axis", 1)));
        b.Output("hot", b.Op("OneHot", [best.Outputs[1], b.Ints(4), b.Const(Tensor.Of<float>([0, 1], 2))], Attribute.Of("axis", -1)));
        b.Output("some", b.Op("GatherND", x, b.Const(Tensor.Of<long>([0, 1], 1, 2))));
        b.Output("deep", b.Op("SpaceToDepth", [b.Op("DepthToSpace", [b.Concat(1, x, x)], Attribute.Of("blocksize", 2))], Attribute.Of("blocksize", 2)));
        b.Output("sized", b.Op("Resize", [x, null, null, b.Concat(0, b.Slice(b.Op("Shape", x), [0], [2], [0]), b.Ints(8, 8))], Attribute.Of("mode", "nearest")));
        b.Output("none", b.Op("NonZero", b.Op("Clip", x, null, b.Scalar(x, 1))));
        var parts = b.Node("Split", [x], 2, Attribute.Of("axis", 2), Attribute.Of("num_outputs", 2));
        b.Output("sum", b.Op("CumSum", parts.Output, b.Const(Tensor.Scalar(ElementType.Int64, 1))));
        b.Output("slope", b.Op("PRelu", x, b.Const(Tensor.Filled(ElementType.Float, [2, 1, 1], 0.1))));
    }

    // What UpgradeOpset rewrites, as that opset says it.
    private static byte[] Old(long opset)
    {
        var model = new Model(new Graph("old")) { IrVersion = 3, Opset = opset };
        var x = new Value("x", ElementType.Float, [1, 2, 4, 4]);
        model.Graph.Inputs.Add(x);
        Add("Clip", [x], opset < 11 ? [Attribute.Of("min", 0f), Attribute.Of("max", 6f)] : []);
        Add("Squeeze", [Add("Unsqueeze", [x], Attribute.Of("axes", [0]))], Attribute.Of("axes", [0]));
        Add("ReduceSum", [x], Attribute.Of("axes", [2, 3]), Attribute.Of("keepdims", 0));
        Add("Split", [x], Attribute.Of("axis", 2), Attribute.Of("split", [4]));
        Add("Softmax", [x], Attribute.Of("axis", 1));
        Add("Dropout", [x], Attribute.Of("ratio", 0.5f));
        if (opset < 9) Add("Upsample", [x], Attribute.Of("scales", [1f, 1f, 2f, 2f]), Attribute.Of("mode", "nearest"));
        if (opset < 10) Add("Slice", [x], Attribute.Of("starts", [0, 1]), Attribute.Of("ends", [1, 3]), Attribute.Of("axes", [1, 2]));
        if (opset < 11) Add("Pad", [x], Attribute.Of("pads", [0, 0, 1, 1, 0, 0, 1, 1]), Attribute.Of("value", 1f));
        if (opset < 10) Add("TopK", [x], Attribute.Of("k", 1), Attribute.Of("axis", 1));
        return OnnxWriter.ToBytes(model);

        Value Add(string opType, Value[] inputs, params Attribute[] attributes)
        {
            var outputs = Enumerable.Range(0, opType == "TopK" ? 2 : 1).Select(k => new Value($"{opType}/{k}")).ToArray();
            model.Graph.Nodes.Add(new Node(opType, inputs, outputs, attributes, opType));
            model.Graph.Outputs.Add(outputs[0]);
            return outputs[0];
        }
    }
}

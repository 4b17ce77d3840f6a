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
}

using SegEdge.Onnx.Wire;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Wire;

/// <summary>Models that ONNX's own helper makes, in every IR version and opset, come back with everything that was in them.</summary>
public sealed class PythonModelTests
{
    // Numbers may move from a typed field into raw_data and nodes into order; nothing else may differ.
    private const string Canonical = """
        import sys, onnx
        from onnx import helper, numpy_helper, TensorProto as T, AttributeProto as A
        import numpy as np
        def tensor(t):
            if t.data_type != T.STRING:
                if not t.HasField("raw_data"):
                    # The helper's own conversion cannot do two of them.
                    raw = (np.array(list(t.int32_data)).astype(np.uint16) if t.data_type == T.BFLOAT16 else
                        np.array(list(t.float_data), np.float32) if t.data_type == T.COMPLEX64 else numpy_helper.to_array(t)).tobytes()
                    for field in ["float_data", "int32_data", "int64_data", "double_data", "uint64_data"]: t.ClearField(field)
                    t.raw_data = raw
        def graph(g):
            for t in g.initializer: tensor(t)
            for n in g.node:
                if n.domain == "ai.onnx": n.ClearField("domain")
                for a in n.attribute:
                    if a.type == A.TENSOR: tensor(a.t)
                    for t in a.tensors: tensor(t)
                    if a.type == A.GRAPH: graph(a.g)
                    for s in a.graphs: graph(s)
            nodes = sorted(g.node, key=lambda n: list(n.output)); del g.node[:]; g.node.extend(nodes)
            infos = sorted(g.value_info, key=lambda i: i.name); del g.value_info[:]; g.value_info.extend(infos)
        def canonical(path):
            m = onnx.load(path)
            for o in m.opset_import:
                if o.domain == "ai.onnx": o.domain = ""
            graph(m.graph)
            return m

        """;

    private const string Make = """
        def tensors():
            made = [helper.make_tensor(f"t{k}", k, [2, 2], [1, 0, 1, 1]) for k in
                [T.FLOAT, T.DOUBLE, T.FLOAT16, T.BFLOAT16, T.INT8, T.INT16, T.INT32, T.INT64, T.UINT8, T.UINT16, T.UINT32, T.UINT64, T.BOOL, T.COMPLEX64]]
            made.append(helper.make_tensor("strings", T.STRING, [2], [b"a", "ä".encode()]))
            made.append(numpy_helper.from_array(np.arange(6, dtype=np.float32).reshape(2, 3), "raw"))
            made.append(helper.make_tensor("scalar", T.FLOAT, [], [3]))
            made.append(helper.make_tensor("empty", T.FLOAT, [0, 4], []))
            made[0].doc_string = "words on a tensor"
            return made
        def value(name, kind=T.FLOAT, shape=("N", 3, None, 4)): return helper.make_tensor_value_info(name, kind, shape)
        def branch(name, op): return helper.make_graph([helper.make_node(op, ["x", "captured"], [name + "_out"])], name, [], [value(name + "_out")])
        def model(ir, opset):
            kinds = helper.make_node("Kinds", ["x"], ["kinds"], name="kinds", domain="org.example", doc_string="words",
                f=1.5, i=-3, s="text", fs=[1.0, 2.5], ns=[1, -2, 3], ss=["a", "b"], t=tensors()[0], ts=tensors()[:3], g=branch("g", "Add"), gs=[branch("g1", "Add"), branch("g2", "Mul")])
            empty = kinds.attribute.add(); empty.name = "none"; empty.type = A.INTS
            body = helper.make_graph([helper.make_node("Identity", ["going_in"], ["going"]), helper.make_node("Add", ["carried", "captured"], ["sum"]),
                helper.make_node("If", ["going"], ["inner"], then_branch=branch("then", "Add"), else_branch=branch("else", "Mul"))],
                "body", [value("i", T.INT64, []), value("going_in", T.BOOL, []), value("carried")], [value("going", T.BOOL, []), value("sum"), value("inner")])
            nodes = [helper.make_node("Add", ["doubled", "captured"], ["late"]),  # before what it reads
                kinds, helper.make_node("Mul", ["x", "t1"], ["doubled"]), helper.make_node("Identity", ["x"], ["captured"]),
                helper.make_node("Loop", ["trips", "", "late"], ["last", "all"], body=body), helper.make_node("Dropout", ["last"], ["y", ""], domain="ai.onnx"),
                helper.make_node("Odd", ["", "x", ""], ["", "odd", ""], domain="org.example")]
            g = helper.make_graph(nodes, "graph", [value("x")], [value("y"), value("all", shape=None)], tensors() + [helper.make_tensor("trips", T.INT64, [], [3])],
                doc_string="words on a graph", value_info=[value("late"), value("odd", shape=[])])
            for t in g.initializer if ir < 4 else []: g.input.append(value(t.name, t.data_type, list(t.dims)))
            if ir >= 5:
                q = g.quantization_annotation.add(); q.tensor_name = "late"; e = q.quant_parameter_tensor_names.add(); e.key, e.value = "SCALE_TENSOR", "scalar"
            m = helper.make_model(g, producer_name="python", ir_version=ir, opset_imports=[helper.make_opsetid("ai.onnx" if opset % 2 else "", opset), helper.make_opsetid("org.example", 1)])
            m.model_version, m.domain, m.doc_string = 7, "org.example.models", "words on a model"
            helper.set_model_props(m, {"names": "{0: 'road'}", "stride": "32"})
            if ir >= 8: m.functions.append(helper.make_function("org.example", "F", ["a"], ["b"], [helper.make_node("Relu", ["a"], ["b"])], [helper.make_opsetid("", opset)]))
            if ir >= 7: m.training_info.add().algorithm.CopyFrom(branch("training", "Add"))
            return m
        for ir, opset in [(ir, opset) for ir in range(3, 14) for opset in (7, 13, 26)] + [(8, opset) for opset in range(7, 27)]:
            onnx.save(model(ir, opset), f"{sys.argv[1]}/{ir}-{opset}.onnx")
        """;

    private const string Compare = """
        import difflib
        for path in sys.argv[1:]:
            before, after = str(canonical(path)).splitlines(), str(canonical(path + ".ours")).splitlines()
            if before != after: sys.exit("\n".join([path, *difflib.unified_diff(before, after)]))
        """;

    [Fact]
    public void EveryIrVersionAndOpset_ComesBackWhole()
    {
        using var folder = new TemporaryFolder();
        PythonOnnx.Execute(Canonical + Make, folder.Path);
        var paths = Directory.GetFiles(folder.Path, "*.onnx");
        Assert.Equal((11 * 3) + 20 - 3, paths.Length);
        foreach (var path in paths)
        {
            var model = OnnxReader.Read(path);
            OnnxWriter.Write(model, path + ".ours");
            Assert.Equal(File.ReadAllBytes(path + ".ours"), OnnxWriter.ToBytes(model.Clone()));
            Assert.Equal(File.ReadAllBytes(path + ".ours"), OnnxWriter.ToBytes(OnnxReader.Read(path + ".ours")));
        }
        PythonOnnx.Execute(Canonical + Compare, paths);
    }
}

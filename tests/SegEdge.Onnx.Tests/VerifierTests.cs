using Microsoft.ML.OnnxRuntime;
using SegEdge.Onnx.Tests.ShapeRules;
using SegEdge.Onnx.Verification;
using SegEdge.Onnx.Wire;
using static SegEdge.Onnx.Attribute;

namespace SegEdge.Onnx.Tests;

public sealed class VerifierTests
{
    private static readonly Dictionary<string, Action<Sound>> Faults = new()
    {
        ["graph 'sound': the name 'x' is taken already"] = s => s.Model.Graph.Initializers[0].Name = "x",
        ["Relu 'relu': the name 'x' is taken already"] = s => s.Relu.Output.Name = "x",
        ["graph 'sound': a value without a name"] = s => s.X.Name = "",
        ["Neg 'branch': the name 'r' is taken already"] = s => s.Branch.Nodes[0].Output.Name = "r",
        ["Add 'add' reads 'r', which nothing before it makes"] = s => s.Model.Graph.Nodes.Reverse(0, 2),
        ["Relu 'relu' reads 'nowhere', which nothing before it makes"] = s => s.Relu.Inputs[0] = new Value("nowhere", ElementType.Float),
        ["If 'if' reads 'inside', which nothing before it makes"] = s => { s.Branch.Outputs[0].Name = "inside"; s.If.Inputs[0] = s.Branch.Outputs[0]; },
        ["Neg 'branch' reads 'y', which nothing before it makes"] = s => s.Branch.Nodes[0].Inputs[0] = s.If.Output,
        ["Relu 'relu' makes 'r', yet Neg 'thief' is said to"] = s => { s.Relu.Output.Producer = null; _ = new Node("Neg", [s.X], [s.Relu.Output], name: "thief"); },
        ["Relu 'relu' makes 'r', yet nothing is said to"] = s => s.Relu.Output.Producer = null,
        ["graph 'sound': 'x' stands among inputs and constants, yet Neg 'thief' is said to make it"] = s => _ = new Node("Neg", [s.X], [s.X], name: "thief"),
        ["graph 'sound': output 'gone' is made by nothing in it"] = s => s.Model.Graph.Outputs[0] = new Value("gone"),
        ["graph 'then': output 'a' is made by nothing in it"] = s => s.Branch.Outputs[0] = s.Add.Output,
        ["graph 'sound': output 'y' stands 2 times"] = s => s.Model.Graph.Outputs.Add(s.If.Output),
        ["graph 'sound': input 'x' has no type"] = s => s.X.Type = ElementType.Undefined,
        ["Relu 'relu': no opset of domain '' in the model"] = s => s.Model.Opsets.Remove(""),
        ["Odd 'odd': no opset of domain 'com.example' in the model"] = s => s.Append(new Node("Odd", [s.X], [new Value("odd")], name: "odd", domain: "com.example")),
        ["Mish 'm': the operator came with opset 18; the model has 13"] = s => s.Append(new Node("Mish", [s.X], [new Value("m")], name: "m")),
        ["Upsample 'u': the operator is gone since opset 10; the model has 13"] = s => s.Append(new Node("Upsample", [s.X, s.W], [new Value("u")], name: "u")),
        ["Add 'add': 1 inputs; expected 2"] = s => s.Add.Inputs.RemoveAt(1),
        ["Add 'add': input 1 is left out; expected one"] = s => s.Add.Inputs[1] = null,
        ["Relu 'relu': 2 inputs; expected 1"] = s => s.Relu.Inputs.Add(s.W),
        ["TopK 't': 1 outputs; expected 2"] = s => s.Append(new Node("TopK", [s.X, s.Const(Tensor.Vector(1))], [new Value("t")], name: "t")),
        ["Concat 'c': 0 inputs; expected 1 or more"] = s => s.Append(new Node("Concat", [], [new Value("c")], [Of("axis", 0)], "c")),
        ["Conv 'c': 1 inputs; expected 2 to 3"] = s => s.Append(new Node("Conv", [s.X], [new Value("c")], name: "c")),
        ["Add 'add': inputs 'r' Float [2] and 'd' Double []; expected one type"] = s => s.Add.Inputs[1] = s.Const(Tensor.Scalar(ElementType.Double, 1), "d"),
        ["If 'if': input 'w' Float [2]; expected Bool"] = s => s.If.Inputs[0] = s.W,
        ["Gather 'g': input 'w' Float [2]; expected Int32 or Int64"] = s => s.Append(new Node("Gather", [s.X, s.W], [new Value("g")], name: "g")),
        ["Relu 'relu': attribute 'alpha' in opset 13; expected none"] = s => s.Relu.Set(Of("alpha", 1f)),
        ["Softmax 's': attribute 'axes' in opset 13; expected one of axis"] = s => s.Append(new Node("Softmax", [s.X], [new Value("s")], [Of("axes", [1L])], "s")),
        ["Softmax 's': attribute axis=[1]; expected an integer"] = s => s.Append(new Node("Softmax", [s.X], [new Value("s")], [Of("axis", [1L])], "s")),
        ["Concat 'c': no attribute 'axis'; expected one"] = s => s.Append(new Node("Concat", [s.X], [new Value("c")], name: "c")),
    };

    public static TheoryData<string> Laws() => [.. Faults.Keys];

    public static TheoryData<string> Cases() => [.. OperatorCases.All.Keys];

    public static TheoryData<string, long> Forms()
    {
        var forms = new TheoryData<string, long>();
        foreach (var opType in OperatorTable.OpTypes)
            foreach (var form in OperatorTable.Of(opType)!)
                // ONNX Runtime takes Constant nodes apart before it looks at them.
                if (!form.IsDeprecated && opType != "Constant") forms.Add(opType, form.Since);
        return forms;
    }

    [Theory, MemberData(nameof(Laws))]
    public void EachLaw_IsSeenBroken(string fault)
    {
        var sound = new Sound();
        Faults[fault](sound);
        var message = Assert.Throws<OnnxException>(() => Verifier.Verify(sound.Model)).Message;
        Assert.StartsWith("Model with ", message);
        Assert.Contains(fault, message);
    }

    [Fact]
    public void ASoundModel_Passes_AndAllFaultsAreListedAtOnce()
    {
        var sound = new Sound();
        Verifier.Verify(sound.Model);
        sound.Relu.Set(Of("alpha", 1f));
        sound.Add.Inputs[1] = null;
        sound.Model.Graph.Outputs[0] = new Value("gone");
        Assert.Equal("Model with 3 faults: Relu 'relu': attribute 'alpha' in opset 13; expected none; Add 'add': input 1 is left out; expected one; "
            + "graph 'sound': output 'gone' is made by nothing in it.", Assert.Throws<OnnxException>(() =>
                Verifier.Verify(sound.Model)).Message);
    }

    [Fact]
    public void OtherOperators_AreNotLookedInto()
    {
        var sound = new Sound();
        sound.Model.Opsets["com.example"] = 1;
        sound.Append(new Node("Relu", [], [new Value("a1")], [Of("any", 1)], "one", "com.example"));
        sound.Append(new Node("OperatorOfTheFuture", [], [new Value("a2")], [Of("any", 1)], "two"));
        Verifier.Verify(sound.Model);
    }

    [Fact]
    public void SiblingBranches_MayShareNames()
    {
        var sound = new Sound();
        Assert.Equal(sound.Branch.Outputs[0].Name, sound.OtherBranch.Outputs[0].Name);
        Verifier.Verify(sound.Model);
        using var ort = new Ort(sound.Model);
    }

    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void ARealModel_Passes(string name)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        Verifier.Verify(model);
        Shapes.Infer(model);
        Verifier.Verify(model);
    }

    /// <summary>What ONNX Runtime runs passes; spoilt in each of three ways, neither takes it.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void TheVerifier_AndOnnxRuntime_AreOfOneMind(string name)
    {
        var build = OperatorCases.All[name];
        Verify(build());
        if (build().Node.Is("Constant")) return;
        // Which ONNX Runtime defines itself, without a look at attributes.
        if (!build().Node.Is("LayerNormalization")) BothRefuse(build(), node => node.Set(Of("no_such_attribute", 1)));
        if (OperatorTable.Of(build().Node.OpType)![^1].MostInputs < int.MaxValue)
            BothRefuse(build(), node => node.Inputs.AddRange(Enumerable.Repeat(node.Inputs[0], 9)));
        BothRefuse(build(), node => node.Inputs.Clear());

        static void Verify(Tiny tiny)
        {
            Shapes.Infer(tiny.Model);
            Verifier.Verify(tiny.Model);
        }

        static void BothRefuse(Tiny tiny, Action<Node> spoil)
        {
            Shapes.Infer(tiny.Model);
            spoil(tiny.Node);
            Assert.Throws<OnnxException>(() => Verifier.Verify(tiny.Model));
            Assert.Throws<OnnxRuntimeException>(() => new Ort(tiny.Model, optimize: false));
        }
    }

    /// <summary>The table against ONNX Runtime's own: it knows every attribute, by this kind alone, misses the required ones, and states
    /// the same numbers of inputs and outputs.</summary>
    [Theory, MemberData(nameof(Forms))]
    public void EachRowOfTheTable_IsOnnxRuntimes(string opType, long since)
    {
        var form = OperatorTable.Of(opType)!.Single(f => f.Since == since);
        const int TooMany = 30;
        var (inputs, outputs) = (Message(TooMany, 1), Message(Math.Max(1, form.LeastInputs), TooMany));
        foreach (var message in new[] { inputs, outputs })
            foreach (var word in new[] { "Unrecognized attribute", "Mismatched attribute", "No Op registered" }) Assert.DoesNotContain(word, message);
        if (form.MostInputs < TooMany) Assert.Contains($"has input size {TooMany} not in range [min={form.LeastInputs}, max={form.MostInputs}]", inputs);
        else Assert.DoesNotContain("input size", inputs);
        if (form.MostOutputs < TooMany) Assert.Contains($"has output size {TooMany} not in range [min={form.LeastOutputs}, max={form.MostOutputs}]", outputs);
        else Assert.DoesNotContain("output size", outputs);
        foreach (var required in form.Required)
            Assert.Contains($"'{required}'", Message(Math.Max(1, form.LeastInputs), form.LeastOutputs, without: required));

        foreach (var (name, kind) in form.Attributes)
            if (opType != "LayerNormalization")
                Assert.Contains($"Mismatched attribute type in ' : {name}'", Message(Math.Max(1, form.LeastInputs), form.LeastOutputs, wrong: name));

        string Message(int inputCount, int outputCount, string without = "", string wrong = "")
        {
            var graph = new Graph("row");
            var x = new Value("x", ElementType.Float, [1]);
            graph.Inputs.Add(x);
            var attributes = form.Attributes.Where(a => a.Key != without && a.Value is not ('x' or 'S'))
                .Select(a => Any(a.Key, a.Key != wrong ? a.Value : a.Value == 'f' ? 'i' : 'f'));
            var made = Enumerable.Range(0, outputCount).Select(k => new Value($"y{k}"));
            graph.Nodes.Add(new Node(opType, Enumerable.Repeat(x, inputCount), made, attributes));
            graph.Outputs.Add(graph.Nodes[0].Output);
            var model = new Model(graph) { Opset = Math.Max(7, since) };
            try
            {
                using var ort = new Ort(model, optimize: false);
                return "";
            }
            catch (OnnxRuntimeException e)
            {
                return e.Message;
            }
        }
    }

    private static Attribute Any(string name, char kind) => kind switch
    {
        'i' => Of(name, 1),
        'I' => Of(name, [1L]),
        'f' => Of(name, 1f),
        'F' => Of(name, [1f]),
        's' => Of(name, "x"),
        't' => Of(name, Tensor.Vector(1)),
        _ => Of(name, new Graph("empty")),
    };

    /// <summary>x → Relu → r, r + w → a, If (t) both branches Neg a → y.</summary>
    private sealed class Sound
    {
        public Sound()
        {
            Model = new Model(new Graph("sound")) { Opset = 13 };
            X = new Value("x", ElementType.Float, [2]);
            Model.Graph.Inputs.Add(X);
            W = Const(Tensor.Of<float>([1, 2], 2), "w");
            Relu = Append(new Node("Relu", [X], [new Value("r")], name: "relu"));
            Add = Append(new Node("Add", [Relu.Output, W], [new Value("a")], name: "add"));
            (Branch, OtherBranch) = (BranchOf("then", Add.Output), BranchOf("else", Add.Output));
            If = Append(new Node("If", [Const(Tensor.Of<bool>([true]), "t")], [new Value("y", ElementType.Float, [2])],
                [Of("then_branch", Branch), Of("else_branch", OtherBranch)], "if"));
            Model.Graph.Outputs.Add(If.Output);
            Shapes.Infer(Model);
        }

        public Model Model { get; }

        public Value X { get; }

        public Value W { get; }

        public Node Relu { get; }

        public Node Add { get; }

        public Node If { get; }

        public Graph Branch { get; }

        public Graph OtherBranch { get; }

        public Node Append(Node node)
        {
            Model.Graph.Nodes.Add(node);
            return node;
        }

        public Value Const(Tensor tensor, string name = "c")
        {
            var value = new Value(name, tensor);
            Model.Graph.Initializers.Add(value);
            return value;
        }

        private static Graph BranchOf(string name, Value read)
        {
            var graph = new Graph(name);
            graph.Nodes.Add(new Node("Neg", [read], [new Value("inner", ElementType.Float, [2])], name: "branch"));
            graph.Outputs.Add(graph.Nodes[0].Output);
            return graph;
        }
    }
}

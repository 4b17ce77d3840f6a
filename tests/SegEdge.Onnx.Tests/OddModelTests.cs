using SegEdge.Onnx.Tests.Wire;
using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests;

/// <summary>Models that were put together wrongly in code: a named error from every public entry, or an answer; never anything else.</summary>
public sealed class OddModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Model Add(out Graph graph)
    {
        var model = TinyFile.Read(TinyFile.Model(TinyFile.AddGraph()));
        graph = model.Graph;
        return model;
    }

    [Fact]
    public void AGraphThatHoldsItself_IsRefused()
    {
        var model = Add(out var graph);
        graph.Nodes[0].Set(Attribute.Of("body", graph));
        Assert.Contains("Does it hold itself?", Assert.Throws<OnnxException>(() => OnnxWriter.ToBytes(model)).Message, StringComparison.Ordinal);
        Assert.Contains("Does it hold itself?", Assert.Throws<OnnxException>(model.Clone).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACircle_IsNamed_AndNothingIsMoved()
    {
        var model = Add(out var graph);
        var (a, b) = (new Value("a"), new Value("b"));
        graph.Nodes.Add(new Node("A", [b], [a]));
        graph.Nodes.Add(new Node("B", [a], [b]));
        var before = graph.Nodes.ToArray();
        Assert.Contains("waits for itself", Assert.Throws<OnnxException>(() => TopologicalSort.Sort(graph)).Message, StringComparison.Ordinal);
        Assert.Equal(before, graph.Nodes);
        Assert.Contains("sort it first", Assert.Throws<OnnxException>(model.Clone).Message, StringComparison.Ordinal);
        Assert.True(new RemoveUnused().Apply(model)); // nothing needs the circle
        Assert.Single(OnnxReader.Read(OnnxWriter.ToBytes(model)).Graph.Nodes);
    }

    [Fact]
    public void AChainOfAHundredThousandNodes_InAnyOrder_IsSorted_ClonedAndPruned()
    {
        var model = Add(out var graph);
        var x = graph.Find("y");
        for (var i = 0; i < 100_000; i++)
        {
            var node = new Node("Neg", [x], [new Value($"{i}")]);
            graph.Nodes.Add(node);
            x = node.Output;
        }
        graph.Outputs.Add(x);
        var sorted = graph.Nodes.ToArray();
        graph.Nodes.Reverse();
        Assert.True(TopologicalSort.Sort(graph));
        Assert.Equal(sorted, graph.Nodes);
        Assert.False(new RemoveUnused().Apply(model.Clone()));
    }

    [Fact]
    public void ALoopWhoseBodyReadsWhatIsMadeLater_IsMovedBehindIt()
    {
        Add(out var graph);
        var late = new Value("late");
        var body = new Graph("body");
        body.Nodes.Add(new Node("Neg", [late], [new Value("inner")]));
        body.Outputs.Add(body.Nodes[0].Output);
        graph.Nodes.Insert(0, new Node("Loop", [], [new Value("out")], [Attribute.Of("body", body)]));
        graph.Nodes.Add(new Node("Neg", [graph.Find("y")], [late]));
        Assert.True(TopologicalSort.Sort(graph));
        Assert.Equal(["Add", "Neg", "Loop"], graph.Nodes.Select(n => n.OpType));
        Assert.False(TopologicalSort.Sort(graph));
    }

    [Fact]
    public void AFileThatCannotBeWritten_IsNamed_AndWhatWasThereStays()
    {
        var model = Add(out _);
        foreach (var path in new[] { _folder.File("no/such/folder/m.onnx"), _folder.Path, "" })
            Assert.StartsWith($"{path}: cannot be written: ", Assert.Throws<OnnxException>(() => OnnxWriter.Write(model, path)).Message, StringComparison.Ordinal);
        var kept = _folder.File("kept.onnx");
        File.WriteAllText(kept, "before");
        model.Graph.Nodes[0].Set(Attribute.Of("body", model.Graph));
        foreach (var external in new[] { false, true })
            Assert.StartsWith($"{kept}: cannot be written: ", Assert.Throws<OnnxException>(() => OnnxWriter.Write(model, kept, external)).Message, StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(kept));
        Assert.Equal([kept], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void OverItself_AModelIsWritten()
    {
        var path = _folder.File("m.onnx");
        OnnxWriter.Write(Add(out _), path, externalData: true);
        var first = File.ReadAllBytes(path);
        OnnxWriter.Write(OnnxReader.Read(path), path, externalData: true);
        Assert.Equal(first, File.ReadAllBytes(path));
    }

    [Fact]
    public void ARefusedUpgrade_LeavesTheModelAsItWas()
    {
        var model = new Model(new Graph("g")) { IrVersion = 3, Opset = 11 };
        var x = new Value("x", ElementType.Float, [2]);
        model.Graph.Inputs.Add(x);
        model.Graph.Nodes.Add(new Node("Unsqueeze", [x], [new Value("y")], [Attribute.Of("axes", [0])]));
        model.Graph.Nodes.Add(new Node("Dropout", [], [new Value("z")]));
        Assert.Contains("no input 0", Assert.Throws<OnnxException>(() => new UpgradeOpset().Apply(model)).Message, StringComparison.Ordinal);
        Assert.Equal((3, 11), (model.IrVersion, model.Opset));
        Assert.Equal([x], model.Graph.Nodes[0].Inputs);
        Assert.Empty(model.Graph.Initializers);
    }

    [Fact]
    public void ANodeWithTwoMakersOfOneValue_OrAnAttributeTwice_CannotBeMade()
    {
        Add(out var graph);
        Assert.Contains("expected one maker", Assert.Throws<OnnxException>(() => new Node("A", [], [graph.Find("y")])).Message, StringComparison.Ordinal);
        Assert.Contains("attribute 'a' twice", Assert.Throws<OnnxException>(() =>
            new Node("A", [], [], [Attribute.Of("a", 1), Attribute.Of("a", 2)])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { -1 })]
    [InlineData(new long[] { long.MaxValue, 2 })]
    [InlineData(new long[] { 3_000_000_000 })]
    public void ATensorOfAnImpossibleSize_IsRefused(long[] dims)
    {
        Assert.Throws<OnnxException>(() => Tensor.Filled(ElementType.Float, dims, 0));
        Assert.Throws<OnnxException>(() => Tensor.FromRaw(ElementType.Float, dims, new byte[4]));
        Assert.Throws<OnnxException>(() => Tensor.OfStrings(dims, [default]));
        Assert.Throws<OnnxException>(() => Tensor.Vector(1).Reshaped(dims));
        Assert.Throws<OnnxException>(() => Tensor.FromDoubles(ElementType.Float, [1], dims));
    }

    [Fact]
    public void ElementsOfAShapeBeyond64Bits_AreNotKnown()
    {
        Assert.Null(Shape.Of([long.MaxValue, 3L]).Elements);
        Assert.Equal(0, Shape.Of([long.MaxValue, 3L, 0L]).Elements);
        Assert.Equal(6, Shape.Of([2L, 3L]).Elements);
    }
}

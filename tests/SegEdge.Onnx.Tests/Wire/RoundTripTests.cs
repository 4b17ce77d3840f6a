using SegEdge.Onnx.Wire;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Wire;

public sealed class RoundTripTests
{
    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void ARealModel_ComputesTheSameBits(string name)
    {
        var path = SharedModels.Require(name);
        var model = OnnxReader.Read(path);
        using Ort before = new(File.ReadAllBytes(path)), after = new(model);
        var random = new Random(7);
        var input = model.Graph.FreeInputs.Single();
        var picture = new float[input.Shape!.Elements!.Value];
        for (var i = 0; i < picture.Length; i++) picture[i] = random.NextSingle();
        var tensor = Tensor.Of<float>(picture, input.Shape.Sizes());

        var expected = before.Run((input.Name, tensor));
        var found = after.Run((input.Name, tensor));
        Assert.Equal(expected.Keys, found.Keys);
        foreach (var (output, bits) in expected) Assert.True(bits.Raw.Span.SequenceEqual(found[output].Raw.Span), output);
    }

    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void TheSameModel_IsTheSameFile(string name)
    {
        var first = OnnxWriter.ToBytes(OnnxReader.Read(SharedModels.Require(name)));
        Assert.Equal(first, OnnxWriter.ToBytes(OnnxReader.Read(first)));
        Assert.Equal(first, OnnxWriter.ToBytes(OnnxReader.Read(first).Clone()));
    }

    [Fact]
    public void OnnxsOwnChecker_TakesWhatIsWritten_InOneFileAndInTwo()
    {
        using var folder = new TemporaryFolder();
        var paths = new List<string>();
        foreach (var name in SharedModels.Names)
        {
            var model = OnnxReader.Read(SharedModels.Require(name));
            foreach (var external in new[] { false, true })
            {
                paths.Add(folder.File($"{name}-{external}.onnx"));
                OnnxWriter.Write(model, paths[^1], external);
                Assert.Equal(OnnxWriter.ToBytes(model), OnnxWriter.ToBytes(OnnxReader.Read(paths[^1])));
            }
        }
        PythonOnnx.Check(paths);
    }

    [Fact]
    public void ALinkToAModel_IsTheModel()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("blob"), TinyFile.Model(TinyFile.AddGraph()).ToArray());
        File.CreateSymbolicLink(folder.File("middle"), "blob");
        File.CreateSymbolicLink(folder.File("model.onnx"), "middle");
        Assert.Equal(OnnxWriter.ToBytes(OnnxReader.Read(folder.File("blob"))), OnnxWriter.ToBytes(OnnxReader.Read(folder.File("model.onnx"))));
    }

    [Fact]
    public void AConstantThatIsNoInput_RaisesTheFormatToVersion4()
    {
        var model = TinyFile.Read(TinyFile.Model(TinyFile.AddGraph().Message(11, TinyFile.Value("w", 2)), ir: 3));
        Assert.Equal(3, OnnxReader.Read(OnnxWriter.ToBytes(model)).IrVersion);
        model.Graph.Initializers.Add(new Value("new", Tensor.Vector(1)));
        Assert.Equal(4, OnnxReader.Read(OnnxWriter.ToBytes(model)).IrVersion);
    }

    [Fact]
    public void DomainsAndTheirVersions_Stay_AndOnnxsLongNameIsItsShortOne()
    {
        var graph = TinyFile.Graph().Message(1, TinyFile.Node("Relu", ["x"], ["y"]).Text(7, "ai.onnx")).Message(1, TinyFile.Node("Odd", ["x"], ["z"]).Text(7, "mine"))
            .Message(11, TinyFile.Value("x", 2)).Message(12, TinyFile.Value("y", 2));
        var model = TinyFile.Read(new ProtoWriter().Number(1, 8).Message(7, graph).Message(8, TinyFile.Opset("mine", 3)).Message(8, TinyFile.Opset("ai.onnx", 15)));
        Assert.Equal((15, 3), (model.Opset, model.Opsets["mine"]));
        Assert.True(model.Graph.Nodes[0].Is("Relu"));
        Assert.Equal("mine", model.Graph.Nodes[1].Domain);
        Assert.Equal(model.Opsets, OnnxReader.Read(OnnxWriter.ToBytes(model)).Opsets);
        Assert.Contains("domain '' stands twice", Assert.Throws<OnnxException>(() =>
            TinyFile.Read(TinyFile.Model(graph).Message(8, TinyFile.Opset("ai.onnx", 15)))).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(2, 13, "IR version 2; expected 3"), InlineData(8, 6, "opset 6; expected 7")]
    public void AnOlderModel_IsRefused(long ir, long opset, string says) =>
        Assert.Contains(says, Assert.Throws<OnnxException>(() => TinyFile.Read(TinyFile.Model(TinyFile.AddGraph(), ir, opset))).Message, StringComparison.Ordinal);

    [Fact]
    public void AModelWithoutOpset_IsRefused_UnlessNoOperatorIsOnnxs()
    {
        ProtoWriter Of(ProtoWriter node) => new ProtoWriter().Number(1, 8).Message(7, TinyFile.Graph().Message(1, node));
        Assert.Contains("opset 1", Assert.Throws<OnnxException>(() => TinyFile.Read(Of(TinyFile.Node("Relu", [], ["y"])))).Message, StringComparison.Ordinal);
        Assert.Single(TinyFile.Read(Of(TinyFile.Node("Odd", [], ["y"]).Text(7, "mine"))).Graph.Nodes);
    }

    [Fact]
    public void ASubgraph_SeesWhatIsAround_AndItsReaderComesAfterIt()
    {
        // The If stands first in the file, and reads x and late by its branches only.
        var then = TinyFile.Graph().Message(1, TinyFile.Node("Add", ["x", "late"], ["t"])).Message(12, TinyFile.Value("t", 2));
        var otherwise = TinyFile.Graph().Message(1, TinyFile.Node("Identity", ["late"], ["e"])).Message(12, TinyFile.Value("e", 2));
        var branch = TinyFile.Node("If", ["go"], ["y"]).Message(5, new ProtoWriter().Text(1, "then_branch").Number(20, 5).Message(6, then))
            .Message(5, new ProtoWriter().Text(1, "else_branch").Number(20, 5).Message(6, otherwise));
        var go = TinyFile.Tensor(ElementType.Bool).Bytes(9, [1]).Text(8, "go");
        var graph = TinyFile.Graph().Message(1, branch).Message(1, TinyFile.Node("Neg", ["x"], ["late"])).Message(5, go)
            .Message(11, TinyFile.Value("x", 2)).Message(12, TinyFile.Value("y", 2));
        var model = TinyFile.Read(TinyFile.Model(graph));
        Assert.Equal(["Neg", "If"], model.Graph.Nodes.Select(n => n.OpType));

        var clone = model.Clone();
        var (first, second) = (model.Graph.Find("late"), clone.Graph.Find("late"));
        Assert.NotSame(first, second);
        Assert.Same(clone.Graph.Nodes[1], Assert.Single(new Uses(clone.Graph).Of(second)));
        Assert.Empty(new Uses(clone.Graph).Of(first));
        foreach (var each in new[] { model, clone })
        {
            using var ort = new Ort(each);
            Assert.Equal([0f, 0f], ort.Run(("x", Tensor.Of<float>([3, -4], 2)))["y"].ToFloats());
        }
    }
}

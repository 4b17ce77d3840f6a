using SegEdge.Onnx.Wire;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Wire;

/// <summary>What the library has no name for is still there after reading, cloning and writing, and at its place.</summary>
public sealed class UnknownFieldsTests
{
    // Of every message, fields that ONNX has and onnx.proto does not list, and one that no ONNX knows yet.
    private static readonly Lazy<byte[]> File = new(() =>
    {
        var input = Noted(new ProtoWriter().Text(1, "x").Message(2, Noted(new ProtoWriter().Text(6, "IMAGE").Message(1, new ProtoWriter()
            .Number(1, 1).Message(2, new ProtoWriter()
                .Message(1, new ProtoWriter().Text(2, "N").Text(3, "DATA_BATCH"))
                .Message(1, new ProtoWriter().Number(1, 2).Text(3, "DATA_CHANNEL")))))).Text(3, "an input's words"));
        var sequence = new ProtoWriter().Text(1, "s").Message(2, new ProtoWriter().Message(4, new ProtoWriter()
            .Message(1, new ProtoWriter().Message(1, new ProtoWriter().Number(1, 1)))));
        var inner = TinyFile.Value("t", 2).Text(3, "an inner value's words");
        var constant = TinyFile.Value("w", 2).Text(3, "a constant's words");
        var sparse = new ProtoWriter().Message(1, Noted(TinyFile.Weights("z", 3))).Message(2, TinyFile.Tensor(ElementType.Int64, 1).Bytes(7, [0])).Number(3, 2);

        var tensor = Noted(TinyFile.Weights("its own name", 5, 6).Text(12, "a tensor's words").Message(16, Pair("k", "v")));
        var strings = Noted(TinyFile.Tensor(ElementType.String, 1).Bytes(6, "text"u8).Text(8, "strings"));
        var node = Noted(TinyFile.Node("Odd", ["x", "s", "w", "z"], ["t"]).Text(3, "odd").Text(6, "a node's words").Text(7, "mine").Text(8, "overload")
            .Message(9, Pair("namespace", "a/b"))
            .Message(5, Noted(Attribute("tensor", 4).Message(5, tensor).Text(13, "an attribute's words")))
            .Message(5, Attribute("sparse", 11).Message(22, sparse))
            .Message(5, Attribute("type", 13).Message(14, new ProtoWriter().Text(6, "IMAGE")))
            .Message(5, Attribute("later", 77).Text(99, "a kind of tomorrow")));
        var graph = Noted(TinyFile.Graph().Message(1, node).Message(1, TinyFile.Node("Add", ["t", "w"], ["y"]))
            .Message(5, Noted(TinyFile.Weights("w", 1, 2).Text(12, "words"))).Message(5, strings).Text(10, "a graph's words")
            .Message(11, input).Message(11, sequence).Message(12, Noted(TinyFile.Value("y", 2).Text(3, "an output's words")))
            .Message(13, inner).Message(13, constant)
            .Message(14, new ProtoWriter().Text(1, "t").Message(2, Pair("SCALE_TENSOR", "w"))).Message(15, sparse).Message(16, Pair("a", "b")));
        return Noted(TinyFile.Model(graph).Message(8, TinyFile.Opset("mine", 3)).Text(4, "org.example").Number(5, 12).Text(6, "a model's words")
            .Text(2, "producer").Text(3, "1.2").Message(14, Pair("names", "{0: 'road'}"))
            .Message(20, new ProtoWriter().Message(2, TinyFile.AddGraph())).Message(25, new ProtoWriter().Text(1, "Function").Text(4, "a"))).ToArray();
    });

    public static TheoryData<string> Places() =>
    [
        "1", "2", "3", "4", "5", "6", "14", "20", "25", "99", // model
        "7.10", "7.14", "7.15", "7.16", "7.99", // graph
        "7.1.3", "7.1.6", "7.1.7", "7.1.8", "7.1.9", "7.1.99", // node
        "7.1.5.13", "7.1.5.14", "7.1.5.20", "7.1.5.22", "7.1.5.99", // attribute
        "7.1.5.5.8", "7.1.5.5.9", "7.1.5.5.12", "7.1.5.5.16", "7.1.5.5.99", // tensor in an attribute
        "7.5.6", "7.5.8", "7.5.12", "7.5.99", // initializer
        "7.11", "7.11.3", "7.11.99", "7.11.2.99", "7.11.2.6", "7.11.2.1.2.1.2", "7.11.2.1.2.1.3", "7.11.2.4", // input
        "7.12.3", "7.12.99", "7.13.3", // output, inner values, constants
    ];

    [Theory, MemberData(nameof(Places))]
    public void AField_Survives_AndItsCopyToo(string place)
    {
        var path = place.Split('.').Select(int.Parse).ToArray();
        var before = TinyFile.Find(File.Value, path);
        Assert.NotEmpty(before);
        var model = OnnxReader.Read(File.Value);
        var after = TinyFile.Find(OnnxWriter.ToBytes(model), path);
        // Entries of inner values are a set; so are the fields within an input. Everything else keeps its order.
        if (place == "7.11") Assert.Equal(before.Count, after.Count);
        else if (place == "7.13.3") Assert.Equal(before.Order(), after.Order());
        else Assert.Equal(before, after);
        Assert.Equal(TinyFile.Find(OnnxWriter.ToBytes(model), path), TinyFile.Find(OnnxWriter.ToBytes(model.Clone()), path));
    }

    [Fact]
    public void Denotations_GoWithTheirDimensions_UnlessTheRankChanges()
    {
        var model = OnnxReader.Read(File.Value);
        var x = model.Graph.Find("x");
        Assert.Equal([Dim.Named("N"), 2], x.Shape!);
        x.Shape = [4, 2];
        Assert.Equal(2, TinyFile.Find(OnnxWriter.ToBytes(model), 7, 11, 2, 1, 2, 1, 3).Count);
        x.Shape = [4, 1, 2];
        Assert.Empty(TinyFile.Find(OnnxWriter.ToBytes(model), 7, 11, 2, 1, 2, 1, 3));
        Assert.Equal(["04", "01", "02"], TinyFile.Find(OnnxWriter.ToBytes(model), 7, 11, 2, 1, 2, 1, 1));
    }

    [Fact]
    public void ASparseConstant_KeepsItsNumbers_UnderANewName_AndNeedsNoInput()
    {
        var graph = TinyFile.AddGraph().Message(15, new ProtoWriter().Message(1, TinyFile.Weights("z", 3))).Message(11, TinyFile.Value("z", 2)).Message(12, TinyFile.Value("z", 2));
        var model = TinyFile.Read(TinyFile.Model(graph, ir: 3));
        var z = model.Graph.Find("z");
        Assert.True(z.IsInitializer);
        Assert.Null(z.Constant);
        Assert.Equal(["x"], model.Graph.FreeInputs.Select(i => i.Name));
        z.Name = "renamed";
        var file = OnnxWriter.ToBytes(model);
        Assert.Equal([Hex("renamed")], TinyFile.Find(file, 7, 15, 1, 8));
        Assert.Equal([Hex("y"), Hex("renamed")], TinyFile.Find(file, 7, 12, 1));
        Assert.Equal(file, OnnxWriter.ToBytes(OnnxReader.Read(file).Clone()));
    }

    private static string Hex(string text) => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text));

    private static ProtoWriter Pair(string key, string value) => new ProtoWriter().Text(1, key).Text(2, value);

    private static ProtoWriter Attribute(string name, long type) => new ProtoWriter().Text(1, name).Number(20, type);

    private static ProtoWriter Noted(ProtoWriter message) => message.Text(99, "of tomorrow").Number(98, 300);
}

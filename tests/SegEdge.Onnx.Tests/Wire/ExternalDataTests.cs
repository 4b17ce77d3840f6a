using System.Diagnostics;
using SegEdge.Onnx.Wire;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Wire;

public sealed class ExternalDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ExternalDataTests()
    {
        Directory.CreateDirectory(_folder.File("model/sub"));
        foreach (var place in new[] { "model/weights", "model/sub/weights", "outside" })
            System.IO.File.WriteAllBytes(_folder.File(place), [9, 9, 9, 9, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]);
        System.IO.File.CreateSymbolicLink(_folder.File("model/linked"), _folder.File("outside"));
        Directory.CreateSymbolicLink(_folder.File("model/linked-folder"), _folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("weights", "4", "8")]
    [InlineData("sub/weights", "4", "8")]
    [InlineData("./sub/./weights", "4", null)]
    [InlineData("sub\\weights", "4", "8")]
    public void WeightsBesideTheModel_AreRead_AndWrittenInside(string location, string? offset, string? length)
    {
        var model = Read(location, offset, length);
        Assert.Equal([1f, 2f], model.Graph.Find("w").Constant!.ToFloats());
        Assert.Equal([1f, 2f], OnnxReader.Read(OnnxWriter.ToBytes(model)).Graph.Find("w").Constant!.ToFloats());
    }

    [Theory]
    [InlineData("nowhere", "4", "8", "model/nowhere: no such file with external data. Copy it beside the model.")]
    [InlineData("sub", "4", "8", "no such file")]
    [InlineData(null, "4", "8", "without a 'location'")]
    [InlineData("weights", "5", "8", "12 bytes, expected 8 from 5 on")]
    [InlineData("weights", "-4", "8", "expected 8 from -4 on")]
    [InlineData("weights", "9223372036854775807", "8", "expected 8 from 9,223,372,036,854,775,807 on")]
    [InlineData("weights", "4", "7", "external data of 7 bytes, expected 8")]
    [InlineData("weights", "4", "10000000000", "10,000,000,000 bytes, expected 8")]
    [InlineData("weights", "4", "-8", "-8 bytes, expected 8")]
    [InlineData("weights", "four", "8", "'offset' = 'four'")]
    [InlineData("weights", "4", "99999999999999999999", "'length' = '99999999999999999999'")]
    [InlineData("../outside", "4", "8", "outside the model's folder")]
    [InlineData("sub/../../outside", "4", "8", "outside the model's folder")]
    [InlineData("sub\\..\\..\\outside", "4", "8", "outside the model's folder")]
    [InlineData("/etc/passwd", "0", "8", "outside the model's folder")]
    [InlineData("weights\0", "4", "8", "outside the model's folder")]
    [InlineData("linked", "4", "8", "model/linked is a symbolic link")]
    [InlineData("linked-folder/outside", "4", "8", "model/linked-folder is a symbolic link")]
    public void AnythingElse_IsRefused(string? location, string? offset, string? length, string says)
    {
        var error = Assert.Throws<OnnxException>(() => Read(location, offset, length));
        Assert.Contains("initializer 'w': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APipe_IsRefused_NotWaitedFor()
    {
        using (var mkfifo = Process.Start("mkfifo", [_folder.File("model/pipe")])) mkfifo.WaitForExit();
        Assert.Contains("0 bytes", Assert.Throws<OnnxException>(() => Read("pipe", "0", "8")).Message, StringComparison.Ordinal);
        Assert.Contains("0 bytes", Assert.Throws<OnnxException>(() => OnnxReader.Read(_folder.File("model/pipe"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALargeSparseFile_IsRefusedWhereTensorsClaimMoreThanItHas()
    {
        using (var file = System.IO.File.Create(_folder.File("model/weights"))) file.SetLength(50_000_000);
        var graph = TinyFile.AddGraph();
        for (var i = 0; i < 1000; i++) graph.Message(5, External(TinyFile.Tensor(ElementType.UInt8, 49_000_000).Text(8, $"{i}"), "weights", $"{i}", null));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("expected each to have its own", Assert.Throws<OnnxException>(() =>
            TinyFile.Read(TinyFile.Model(graph), _folder.File("model"))).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 120_000_000);
    }

    [Fact]
    public void TensorsThatShareNumbers_GoOnSharingThem()
    {
        var shared = Tensor.Filled(ElementType.Float, [1000], 3);
        var model = TinyFile.Read(TinyFile.Model(TinyFile.AddGraph()));
        for (var i = 0; i < 100; i++) model.Graph.Initializers.Add(new Value($"{i}", i % 2 == 0 ? shared : shared.Reshaped(10, 100)));
        var path = _folder.File("shared.onnx");
        OnnxWriter.Write(model, path, externalData: true);
        Assert.Equal(4000, new FileInfo(path + ".data").Length);
        var read = OnnxReader.Read(path);
        Assert.Equal([10, 100], read.Graph.Find("99").Constant!.Dimensions);
        Assert.Equal(read.Graph.Find("0").Constant!.Raw, read.Graph.Find("99").Constant!.Raw);
        PythonOnnx.Check(path);
    }

    [Fact]
    public void FromMemory_TheFolderIsNeeded()
    {
        var file = File("weights", "4", "8");
        Assert.Contains("not read from a folder", Assert.Throws<OnnxException>(() => TinyFile.Read(file)).Message, StringComparison.Ordinal);
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, _folder.File("model"));
        foreach (var folder in new[] { _folder.File("model"), _folder.File("model/"), relative })
            Assert.Equal([1f, 2f], TinyFile.Read(file, folder).Graph.Find("w").Constant!.ToFloats());
    }

    [Fact]
    public void AnAttributesTensor_IsReadFromTheSamePlaces()
    {
        var constant = TinyFile.Node("Constant", [], ["c"]).Message(5, new ProtoWriter().Text(1, "value").Number(20, 4)
            .Message(5, External(TinyFile.Tensor(ElementType.Float, 2), "weights", "4", "8")));
        var model = TinyFile.Read(TinyFile.Model(TinyFile.AddGraph().Message(1, constant)), _folder.File("model"));
        Assert.Equal([1f, 2f], model.Graph.Find("c").Constant!.ToFloats());
    }

    [Fact]
    public void AnEmptyTensor_NeedsNoBytes()
    {
        var tensor = External(TinyFile.Tensor(ElementType.Float, 0).Text(8, "c"), "weights", "12", "0");
        Assert.Empty(TinyFile.Read(TinyFile.Model(TinyFile.AddGraph().Message(5, tensor)), _folder.File("model")).Graph.Find("c").Constant!.ToFloats());
    }

    private Model Read(string? location, string? offset, string? length)
    {
        System.IO.File.WriteAllBytes(_folder.File("model/model.onnx"), File(location, offset, length).ToArray());
        return OnnxReader.Read(_folder.File("model/model.onnx"));
    }

    private static ProtoWriter File(string? location, string? offset, string? length) => TinyFile.Model(TinyFile.Graph()
        .Message(1, TinyFile.Node("Add", ["x", "w"], ["y"])).Message(11, TinyFile.Value("x", 2)).Message(12, TinyFile.Value("y", 2))
        .Message(5, External(TinyFile.Tensor(ElementType.Float, 2).Text(8, "w"), location, offset, length)));

    private static ProtoWriter External(ProtoWriter tensor, string? location, string? offset, string? length)
    {
        foreach (var (key, value) in new[] { ("location", location), ("offset", offset), ("length", length), ("checksum", "ignored") })
            if (value is not null) tensor.Message(13, new ProtoWriter().Text(1, key).Text(2, value));
        return tensor.Number(14, 1);
    }
}

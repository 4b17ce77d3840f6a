using SegEdge.Onnx.Wire;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Wire;

/// <summary>Weights are held once, and once more while a file is read; writing copies none.</summary>
public sealed class LargeModelTests : IDisposable
{
    private const int Megabyte = 1 << 20;

    // Everything that is not weights: names, objects, buffers.
    private const int Small = 2 * Megabyte;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(false), InlineData(true)]
    public void Of64Megabytes(bool external) => ReadsAndWrites(64, external);

    [Theory, InlineData(false), InlineData(true), Trait("run", "long")]
    public void Of1Gigabyte(bool external) => ReadsAndWrites(1024, external);

    [Fact, Trait("run", "long")]
    public void Above2Gigabytes_InTwoFiles()
    {
        var model = Weights(2100);
        var path = _folder.File("model.onnx");
        OnnxWriter.Write(model, path);
        Assert.InRange(new FileInfo(path).Length, 1, 100_000);
        Assert.InRange(new FileInfo(path + ".data").Length, 2100L * Megabyte, 2101L * Megabyte);
        var read = OnnxReader.Read(path);
        foreach (var (before, after) in model.Graph.Initializers.Zip(read.Graph.Initializers))
            Assert.True(before.Constant!.Raw.Span.SequenceEqual(after.Constant!.Raw.Span), before.Name);
    }

    [Fact]
    public void WeightsAbove2Gigabytes_GoToASecondFile_ByThemselves()
    {
        // One array under many names: gigabytes that take no memory, and no room on the disk.
        var shared = Tensor.Filled(ElementType.UInt8, [16 * Megabyte], 7);
        var model = TinyFile.Read(TinyFile.Model(TinyFile.AddGraph()));
        for (var i = 0; i < 120; i++) model.Graph.Initializers.Add(new Value($"{i}", shared));
        var path = _folder.File("model.onnx");
        OnnxWriter.Write(model, path);
        Assert.Equal(16 * Megabyte, new FileInfo(path + ".data").Length);
        Assert.Equal(1920L * Megabyte, OnnxReader.Read(path).Graph.Initializers.Sum(i => (long)i.Constant!.Raw.Length) - 8);
        Assert.Contains("in one message of 2 GB", Assert.Throws<OnnxException>(() => OnnxWriter.ToBytes(model)).Message, StringComparison.Ordinal);
        Assert.Contains("in one message of 2 GB", Assert.Throws<OnnxException>(() =>
            OnnxWriter.Write(model, path, externalData: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AttributesAbove2Gigabytes_AreRefused()
    {
        var shared = Tensor.Filled(ElementType.UInt8, [16 * Megabyte], 7);
        var model = TinyFile.Read(TinyFile.Model(TinyFile.AddGraph()));
        for (var i = 0; i < 150; i++) model.Graph.Nodes.Add(new Node("Constant", [], [new Value($"{i}")], [Attribute.Of("value", shared)]));
        Assert.Contains("expected weights in initializers", Assert.Throws<OnnxException>(() => OnnxWriter.Write(model, _folder.File("m"))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private void ReadsAndWrites(int megabytes, bool external)
    {
        var weights = (long)megabytes * Megabyte;
        var path = _folder.File("model.onnx");
        OnnxWriter.Write(Weights(megabytes), path, external);
        var (file, beside) = (new FileInfo(path).Length, external ? new FileInfo(path + ".data").Length : 0);
        Assert.InRange(file + beside, weights, weights + Small);

        // Native memory is the buffer that holds the file while it is parsed: it is the only one, so managed + file is the peak.
        var (model, read) = Allocated(() => OnnxReader.Read(path));
        Assert.InRange(read, weights, weights + Small);
        Assert.InRange(read + file, weights, (2 * weights) + (2 * Small));

        var again = Path.Combine(Directory.CreateDirectory(_folder.File("again")).FullName, "model.onnx"); // external data are found by name
        var (_, written) = Allocated(() => { OnnxWriter.Write(model, again, external); return 0; });
        Assert.InRange(written, 0, Small);
        Assert.Equal(Hash(path), Hash(again));
        if (external) Assert.Equal(Hash(path + ".data"), Hash(again + ".data"));
        TestContext.Current.TestOutputHelper!.WriteLine($"weights {weights:N0}: reading allocated {read:N0} (and {file:N0} native), writing {written:N0}");
    }

    private static Model Weights(int megabytes)
    {
        var model = new Model(new Graph("large")) { Opset = 13 };
        var b = new GraphBuilder(model, "b");
        var x = b.Input("x", ElementType.UInt8, [1]);
        var random = new Random(3);
        for (var i = 0; i < megabytes / 4; i++)
        {
            var raw = GC.AllocateUninitializedArray<byte>(4 * Megabyte);
            random.NextBytes(raw.AsSpan(0, 4096));
            raw.AsSpan(4096).Fill((byte)i);
            x = b.Op("Max", x, b.Const(Tensor.FromRaw(ElementType.UInt8, [raw.Length], raw)));
        }
        b.Output("y", x);
        return model;
    }

    private static (T Made, long Bytes) Allocated<T>(Func<T> make)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var made = make();
        return (made, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file));
    }
}

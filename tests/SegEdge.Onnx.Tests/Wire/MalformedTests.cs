using SegEdge.Onnx.Fuzz;
using SegEdge.Onnx.Wire;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Wire;

/// <summary>Damaged and hostile files are refused by an <see cref="OnnxException"/>, or they are a model; and never take more memory than was
/// forecast, which is at most twice their size and <see cref="MemoryBudget.Slack"/>.</summary>
public sealed class MalformedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MalformedTests() => OnnxReader.Read(Add().ToArray()); // what is made once is no part of any file's memory

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void ATruncatedModel_IsRefused(string name)
    {
        var file = File.ReadAllBytes(SharedModels.Require(name));
        for (var i = 0; i < 200; i++)
            Assert.False(Survives(file.AsMemory(0, (int)((file.Length - 1L) * i / 199)), null, whole: false), $"{i}");
    }

    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void FlippedBytesOfAModel_AreRefusedOrHarmless(string name)
    {
        // In two files, so that nearly every byte of the first is structure.
        var path = _folder.File("model.onnx");
        OnnxWriter.Write(OnnxReader.Read(SharedModels.Require(name)), path, externalData: true);
        Flip(File.ReadAllBytes(path), 150, _folder.Path);
    }

    [Fact]
    public void FlippedBytesOfSeeds_AreRefusedOrHarmless()
    {
        foreach (var (_, file) in Seeds.All()) Flip(file, 250, null);
    }

    public static TheoryData<string, string> Hostile() => new(Files.Select(f => (f.Name, f.Says)));

    [Theory, MemberData(nameof(Hostile))]
    public void AHostileFile_IsRefused_AndTheMessageSaysWhy(string name, string says)
    {
        var file = Files.Single(f => f.Name == name).Make();
        Assert.False(Survives(file, null, whole: true));
        Assert.Contains(says, Assert.Throws<OnnxException>(() => OnnxReader.Read(file)).Message, StringComparison.Ordinal);
        // By its path, where the message names the file.
        var path = _folder.File("model.onnx");
        File.WriteAllBytes(path, file);
        Assert.StartsWith($"{path}: ", Assert.Throws<OnnxException>(() => OnnxReader.Read(path)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Odd() => [.. OddFiles.Select(f => f.Name)];

    [Theory, MemberData(nameof(Odd))]
    public void AnOddFile_IsAModel(string name) => Assert.True(Survives(OddFiles.Single(f => f.Name == name).Make(), null, whole: true));

    [Fact]
    public void AFolder_OrNoFile_IsRefused()
    {
        Assert.Contains("a folder", Assert.Throws<OnnxException>(() => OnnxReader.Read(_folder.Path)).Message, StringComparison.Ordinal);
        foreach (var path in new[] { _folder.File("none"), "", "\0" })
            Assert.Contains("no such file", Assert.Throws<OnnxException>(() => OnnxReader.Read(path)).Message, StringComparison.Ordinal);
    }

    private static readonly (string Name, Func<byte[]> Make, string Says)[] Files =
    [
        ("empty", () => [], "no graph in it"),
        ("text", () => "<!DOCTYPE html><html><body>404</body></html>"u8.ToArray(), "no ONNX model"),
        ("json", () => """{ "model": 1 }"""u8.ToArray(), "no ONNX model"),
        ("zip", () => [0x50, 0x4B, 3, 4, .. new byte[30]], "no ONNX model"),
        ("zeros", () => new byte[10_000], "no field number"),
        ("another protobuf", () => new ProtoWriter().Number(1, 8).Text(2, "x").ToArray(), "no graph in it"),
        ("a group", () => [.. Add().ToArray(), 0x6B, 0x6C], "wire type 3"),
        ("the end of a group", () => [.. Add().ToArray(), 0x6C], "wire type 4"),
        ("wire type 7", () => [.. Add().ToArray(), 0x6F], "wire type 7"),
        ("field 0", () => [.. Add().ToArray(), 0x02, 0], "no field number"),
        ("a field number of 33 bits", () => [.. Add().ToArray(), 0x88, 0x80, 0x80, 0x80, 0x80, 0x01, 0], "no field number"),
        ("a number of 11 bytes", () => [0x08, .. Enumerable.Repeat((byte)0xFF, 10), 1], "does not end"),
        ("a number that is cut", () => [.. Add().ToArray(), 0x08, 0x80], "does not end"),
        ("a claim of 10 GB", () => [.. Add().ToArray(), 0x3A, 0x80, 0xC8, 0xAF, 0xA0, 0x25], "claims 10,000,000,000 bytes where 0 are left"),
        ("a claim of 2^64 bytes", () => [.. Add().ToArray(), 0x3A, .. Enumerable.Repeat((byte)0xFF, 9), 1], "where 0 are left"),
        ("a message longer than what holds it", () => TinyFile.Model(TinyFile.Graph().Bytes(1, [0x0A, 5, 0x41])).ToArray(), "claims 5 bytes where 1 are left"),
        ("a name that is no UTF-8", () => TinyFile.Model(TinyFile.Graph().Message(1, new ProtoWriter().Bytes(2, [0xC3, 0x28]).Text(4, "A"))).ToArray(), "NodeProto.output is no UTF-8"),
        ("a name of 70,000 bytes", () => TinyFile.Model(TinyFile.Graph().Message(1, TinyFile.Node("A", [], [new string('n', 70_000)]))).ToArray(), "70,000 bytes; expected a name"),
        ("a cycle", () => Nodes(("A", ["b"], ["a"]), ("B", ["a"], ["b"])), "waits for itself"),
        ("a node that reads itself", () => Nodes(("A", ["a"], ["a"])), "waits for itself"),
        ("a value that nothing makes", () => Nodes(("A", ["ghost"], ["a"])), "reads 'ghost', which nothing makes"),
        ("an output that nothing makes", () => Model(g => g.Message(12, TinyFile.Value("ghost"))), "output reads 'ghost'"),
        ("two nodes of one output", () => Nodes(("A", ["x"], ["a"]), ("B", ["x"], ["a"])), "'a' is defined twice"),
        ("one output twice", () => Nodes(("A", ["x"], ["a", "a"])), "'a' is defined twice"),
        ("an output named as an input", () => Nodes(("A", [], ["x"])), "'x' is defined twice"),
        ("an input twice", () => Model(g => g.Message(11, TinyFile.Value("x", 2))), "'x' is defined twice"),
        ("an initializer twice", () => Model(g => g.Message(5, TinyFile.Weights("w", 1))), "initializer 'w' stands twice"),
        ("an initializer named as an output", () => Model(g => g.Message(5, TinyFile.Weights("y", 1))), "'y' is defined twice"),
        ("an initializer without a name", () => Model(g => g.Message(5, TinyFile.Weights("", 1))), "twice or empty"),
        ("an input without a name", () => Model(g => g.Message(11, TinyFile.Value(""))), "twice or empty"),
        ("a sparse initializer without values", () => Model(g => g.Message(15, new ProtoWriter())), "twice or empty"),
        ("a node without an operator", () => Model(g => g.Message(1, new ProtoWriter().Text(2, "t"))), "node 't' () has no operator"),
        ("an attribute twice", () => Model(g => g.Message(1, TinyFile.Node("A", [], ["t"]).Message(5, new ProtoWriter().Text(1, "a")).Message(5, new ProtoWriter().Text(1, "a")))), "attribute 'a' twice"),
        ("a dimension of -1 in a tensor", () => Constant(TinyFile.Tensor(ElementType.Float, -1, 2).Bytes(9, [])), "dimensions [-1, 2] are no size"),
        ("dimensions that overflow", () => Constant(TinyFile.Tensor(ElementType.Float, 1L << 40, 1L << 40).Bytes(9, [])), "are no size"),
        ("dimensions that overflow in bits", () => Constant(TinyFile.Tensor(ElementType.Double, 1L << 58).Bytes(9, [])), "are no size"),
        ("dimensions that overflow to 0", () => Constant(TinyFile.Tensor(ElementType.Float, 1L << 32, 1L << 32, 1).Bytes(9, [])), "are no size"),
        ("10 GB in dimensions, raw", () => Constant(TinyFile.Tensor(ElementType.UInt8, 10_000_000_000).Bytes(9, [1])), "are 10,000,000,000 bytes"),
        ("2 GB in dimensions, raw", () => Constant(TinyFile.Tensor(ElementType.UInt8, 2_000_000_000).Bytes(9, [1])), "1 bytes of data, expected 2000000000"),
        ("1 GB in dimensions, typed", () => Constant(TinyFile.Tensor(ElementType.Int64, 125_000_000).Bytes(7, [1])), "more than"),
        ("200 MB in dimensions, typed", () => Constant(TinyFile.Tensor(ElementType.Int64, 25_000_000).Bytes(7, [1])), "8 bytes of data, expected 200,000,000"),
        ("200 MB in dimensions, nowhere", () => Constant(TinyFile.Tensor(ElementType.Float, 50_000_000)), "0 bytes of data"),
        ("2 GB of strings", () => Constant(TinyFile.Tensor(ElementType.String, 2_000_000_000)), "0 strings"),
        ("300 dimensions", () => Constant(TinyFile.Tensor(ElementType.Float, [.. Enumerable.Repeat(1L, 300)]).Bytes(9, new byte[4])), "300 dimensions"),
        ("300 dimensions of an input", () => Model(g => g.Message(11, TinyFile.Value("i", [.. Enumerable.Repeat(1L, 300)]))), "'i' has 300 dimensions"),
        ("packed numbers that are cut", () => Model(g => g.Message(1, TinyFile.Node("A", [], ["t"]).Message(5, new ProtoWriter().Text(1, "a").Number(20, 7).Bytes(8, [0x80])))), "no ONNX model"),
        ("packed floats that are cut", () => Model(g => g.Message(1, TinyFile.Node("A", [], ["t"]).Message(5, new ProtoWriter().Text(1, "a").Number(20, 6).Bytes(7, [1, 2, 3])))), "no ONNX model"),
        ("external data without a folder", () => Constant(TinyFile.Tensor(ElementType.Float, 1).Message(13, new ProtoWriter().Text(1, "location").Text(2, "w")).Number(14, 1)), "was not read from a folder"),
        ("40 graphs in one another", () => Nested(40), "levels deep"),
        ("30 graphs in one another", () => Nested(30), "in 29 others"),
        ("100,000 levels", () => Deep(99_999), "levels deep"),
        ("a million empty nodes", () => Crowd(1, 1_000_000), "a plausible number of nodes"),
        ("a million empty initializers", () => Crowd(5, 1_000_000), "a plausible number of nodes"),
        ("a million empty inputs", () => Crowd(11, 1_000_000), "a plausible number of nodes"),
        ("a million empty inner values", () => Crowd(13, 1_000_000), "a plausible number of nodes"),
        ("a million fields of other numbers", () => Enumerable.Range(0, 1_000_000).SelectMany(i => new byte[] { 0x80, (byte)(0x80 | (i % 100)), 0x40, 0 }).ToArray(), "a plausible number of nodes"),
        ("300 MB of integers in 40 MB", () => Constant(TinyFile.Tensor(ElementType.Int64, 40_000_000).Bytes(7, new byte[40_000_000])), "bytes of memory"),
        ("one opset twice", () => TinyFile.Model(TinyFile.AddGraph()).Message(8, TinyFile.Opset("", 13)).ToArray(), "stands twice"),
        ("no IR version", () => new ProtoWriter().Message(7, TinyFile.AddGraph()).Message(8, TinyFile.Opset("", 13)).ToArray(), "IR version 0"),
        ("IR version -1", () => TinyFile.Model(TinyFile.AddGraph(), ir: -1).ToArray(), "IR version -1"),
    ];

    private static readonly (string Name, Func<byte[]> Make)[] OddFiles =
    [
        ("no nodes", () => TinyFile.Model(new ProtoWriter()).ToArray()),
        ("a node without outputs", () => Nodes(("A", ["x"], []))),
        ("a node of nothing but its operator", () => Nodes(("A", [], []))),
        ("all outputs left out", () => Nodes(("A", ["", ""], ["", ""]))),
        ("an output that is an input", () => Model(g => g.Message(12, TinyFile.Value("x", 2)))),
        ("an output that is a constant", () => Model(g => g.Message(12, TinyFile.Value("w", 2)))),
        ("an output twice", () => Model(g => g.Message(12, TinyFile.Value("y", 2)))),
        ("an input with dimensions of -1 and 2^63 - 1", () => Model(g => g.Message(11, TinyFile.Value("i", -1, long.MinValue, long.MaxValue, long.MaxValue)))),
        ("an input of a type of tomorrow", () => Model(g => g.Message(11, new ProtoWriter().Text(1, "i").Message(2, new ProtoWriter().Message(1, new ProtoWriter().Number(1, 99)))))),
        ("an input without a type", () => Model(g => g.Message(11, new ProtoWriter().Text(1, "i")))),
        ("a shape without a type", () => Model(g => g.Message(11, new ProtoWriter().Text(1, "i").Message(2, new ProtoWriter().Message(1, new ProtoWriter().Message(2, new ProtoWriter())))))),
        ("a name of one NUL", () => Nodes(("A", [], ["\0"]))),
        ("names of any script", () => Nodes(("A", [], ["ä", "火", "🙂", "a\nb"]))),
        ("an inner value that is nowhere", () => Model(g => g.Message(13, TinyFile.Value("ghost", 2)))),
        ("wrong wire types everywhere", () => TinyFile.Model(TinyFile.AddGraph().Number(1, 5).Number(5, 6).Fixed32(11, 7).Fixed64(12, 8)).Text(1, "x").Number(7, 3).ToArray()),
        ("the graph in two pieces", () => TinyFile.Model(TinyFile.AddGraph()).Message(7, new ProtoWriter().Message(5, TinyFile.Weights("c", 1))).ToArray()),
        ("28 graphs in one another", () => Nested(28)),
        ("an attribute of every kind at once", () => Model(g => g.Message(1, TinyFile.Node("A", [], ["t"]).Message(5, new ProtoWriter().Text(1, "a").Number(20, 2)
            .Fixed32(2, 1).Number(3, 2).Text(4, "s").Message(5, TinyFile.Weights("", 1)).Message(6, TinyFile.AddGraph()).Fixed32(7, 1).Number(8, 1).Text(9, "s"))))),
        ("an attribute that says tensor and has none", () => Model(g => g.Message(1, TinyFile.Node("A", [], ["t"]).Message(5, new ProtoWriter().Text(1, "a").Number(20, 4))))),
        ("metadata twice", () => TinyFile.Model(TinyFile.AddGraph()).Message(14, new ProtoWriter().Text(1, "k").Text(2, "1")).Message(14, new ProtoWriter().Text(1, "k").Text(2, "2")).ToArray()),
        ("IR version of tomorrow", () => TinyFile.Model(TinyFile.AddGraph(), ir: long.MaxValue, opset: long.MaxValue).ToArray()),
    ];

    private static ProtoWriter Add() => TinyFile.Model(TinyFile.AddGraph());

    private static byte[] Model(Func<ProtoWriter, ProtoWriter> change) => TinyFile.Model(change(TinyFile.AddGraph())).ToArray();

    private static byte[] Constant(ProtoWriter tensor) => Model(g => g.Message(5, tensor.Text(8, "c")));

    private static byte[] Nodes(params (string Type, string[] Inputs, string[] Outputs)[] nodes) =>
        Model(g => nodes.Aggregate(g, (graph, n) => graph.Message(1, TinyFile.Node(n.Type, n.Inputs, n.Outputs))));

    private static byte[] Nested(int depth)
    {
        var graph = TinyFile.Graph();
        for (var i = 0; i < depth; i++)
            graph = TinyFile.Graph().Message(1, TinyFile.Node("If", [], [$"{i}"]).Message(5, new ProtoWriter().Text(1, "then_branch").Number(20, 5).Message(6, graph)));
        return TinyFile.Model(graph).ToArray();
    }

    // From the inside out, so that each length is known; as bytes, because a message in a message in a message is quadratic otherwise.
    private static byte[] Deep(int levels)
    {
        var reversed = new List<byte>();
        var fields = new byte[] { 0x32, 0x2A, 0x0A }; // attribute.g, node.attribute, graph.node
        for (var i = 0; i < levels; i++)
        {
            var length = new List<byte>();
            var rest = reversed.Count;
            for (; rest >= 0x80; rest >>= 7) length.Add((byte)(rest | 0x80));
            length.Add((byte)rest);
            length.Reverse();
            reversed.AddRange(length);
            reversed.Add(fields[i % 3]);
        }
        reversed.Reverse();
        return TinyFile.Model(new ProtoWriter()).Bytes(7, [.. reversed]).ToArray();
    }

    private static byte[] Crowd(int field, int count)
    {
        var empty = new byte[2 * count];
        for (var i = 0; i < count; i++) empty[2 * i] = (byte)((field << 3) | 2);
        return TinyFile.Model(new ProtoWriter()).Bytes(7, empty).ToArray();
    }

    private static void Flip(byte[] file, int times, string? folder)
    {
        var random = new Random(5);
        for (var i = 0; i < times; i++)
        {
            var damaged = file.ToArray();
            for (var flips = random.Next(1, 3); flips > 0; flips--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Survives(damaged, folder, whole: true);
        }
    }

    private static bool Survives(ReadOnlyMemory<byte> file, string? folder, bool whole)
    {
        var budget = new MemoryBudget(file.Length);
        var loaded = true;
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            OnnxReader.Read(file, folder, budget);
        }
        catch (OnnxException)
        {
            loaded = false;
        }
        var external = folder is null ? 0 : 2 * Directory.GetFiles(folder).Sum(f => new FileInfo(f).Length);
        // An exception with its message and trace takes some as well.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, budget.Spent + external + 100_000);
        if (loaded) Assert.InRange(budget.Spent, 0, (2L * file.Length) + MemoryBudget.Slack);
        return whole ? Target.Run(file, folder) : loaded;
    }
}

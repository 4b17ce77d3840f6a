using SegEdge.Onnx.Wire;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Wire;

/// <summary>What the check of the wire structure says reading will allocate is never less than what it does.</summary>
public sealed class WireCheckTests
{
    private const int Many = 20_000;

    // Files that hold very many of one kind of message or field, each as small as it can be.
    private static readonly Dictionary<string, Func<ProtoWriter>> Crowds = new()
    {
        ["nodes"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(1, TinyFile.Node("A", ["x"], [$"{i}"])))),
        ["nodes in a chain"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(1, TinyFile.Node("A", [i == 0 ? "x" : $"{i - 1}"], [$"{i}"])))),
        ["nodes in a chain backwards"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) =>
            g.Message(1, TinyFile.Node("A", [i == Many - 1 ? "x" : $"{i + 1}"], [$"{i}"])))),
        ["nodes with names"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(1, TinyFile.Node("A", [], [$"{i}"]).Text(3, $"n{i}").Text(7, "d")))),
        ["nodes with attributes"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) =>
            g.Message(1, TinyFile.Node("A", [], [$"{i}"]).Message(5, new ProtoWriter().Text(1, "a").Number(3, 1).Number(20, 2))))),
        ["nodes of nothing"] = () => TinyFile.Model(Repeat(TinyFile.Graph(), (g, _) => g.Message(1, new ProtoWriter()))),
        ["nodes without outputs"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, _) => g.Message(1, TinyFile.Node("A", [], [])))),
        ["reads of one node"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, Repeat(TinyFile.Node("A", [], ["t"]), (n, _) => n.Text(1, "x")))),
        ["outputs of one node"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, Repeat(TinyFile.Node("A", [], []), (n, i) => n.Text(2, $"{i}")))),
        ["left out reads"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, Repeat(TinyFile.Node("A", [], ["t"]), (n, _) => n.Text(1, "")))),
        ["attributes of one node"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, Repeat(TinyFile.Node("A", [], ["t"]), (n, i) =>
            n.Message(5, new ProtoWriter().Text(1, $"{i}").Number(3, 1))))),
        ["attributes of nothing"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, Repeat(TinyFile.Node("A", [], ["t"]), (n, _) => n.Message(5, new ProtoWriter())))),
        ["tensors of attributes"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, Repeat(TinyFile.Node("A", [], ["t"]), (n, i) =>
            n.Message(5, new ProtoWriter().Text(1, $"{i}").Message(5, TinyFile.Tensor(ElementType.Bool, 0)))))),
        ["graphs of attributes"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, Repeat(TinyFile.Node("A", [], ["t"]), (n, i) =>
            n.Message(5, new ProtoWriter().Text(1, $"{i}").Message(6, new ProtoWriter()))))),
        ["graphs of one attribute"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, TinyFile.Node("A", [], ["t"]).Message(5,
            Repeat(new ProtoWriter().Text(1, "a"), (a, _) => a.Message(11, new ProtoWriter()))))),
        ["texts of one attribute"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, TinyFile.Node("A", [], ["t"]).Message(5,
            Repeat(new ProtoWriter().Text(1, "a"), (a, _) => a.Bytes(9, []))))),
        ["integers of one attribute"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, TinyFile.Node("A", [], ["t"]).Message(5,
            Repeat(new ProtoWriter().Text(1, "a"), (a, _) => a.Number(8, 1))))),
        ["packed integers"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, TinyFile.Node("A", [], ["t"]).Message(5,
            new ProtoWriter().Text(1, "a").Bytes(8, new byte[Many])))),
        ["packed floats"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, TinyFile.Node("A", [], ["t"]).Message(5,
            new ProtoWriter().Text(1, "a").Bytes(7, new byte[Many])))),
        ["initializers"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(5, TinyFile.Weights($"{i}", 1)))),
        ["initializers of nothing"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(5, new ProtoWriter()))),
        ["empty initializers"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(5, TinyFile.Tensor(ElementType.Bool, 0).Text(8, $"{i}")))),
        ["dimensions of one tensor"] = () => TinyFile.Model(TinyFile.AddGraph().Message(5, Repeat(TinyFile.Tensor(ElementType.Bool), (t, _) => t.Number(1, 0)))),
        ["typed integers"] = () => TinyFile.Model(TinyFile.AddGraph().Message(5, TinyFile.Tensor(ElementType.Int64, Many).Bytes(7, new byte[Many]).Text(8, "c"))),
        ["typed integers in pieces"] = () => TinyFile.Model(TinyFile.AddGraph().Message(5,
            Repeat(TinyFile.Tensor(ElementType.Int64, Many), (t, _) => t.Bytes(7, [1])).Text(8, "c"))),
        ["floats in pieces"] = () => TinyFile.Model(TinyFile.AddGraph().Message(5,
            Repeat(TinyFile.Tensor(ElementType.Float, Many), (t, _) => t.Bytes(4, new byte[4])).Text(8, "c"))),
        ["typed integers one by one"] = () => TinyFile.Model(TinyFile.AddGraph().Message(5,
            Repeat(TinyFile.Tensor(ElementType.Int64, Many), (t, _) => t.Number(7, 1)).Text(8, "c"))),
        ["strings of a tensor"] = () => TinyFile.Model(TinyFile.AddGraph().Message(5, Repeat(TinyFile.Tensor(ElementType.String, Many), (t, _) => t.Bytes(6, [])).Text(8, "c"))),
        ["places of external data"] = () => TinyFile.Model(TinyFile.AddGraph().Message(5,
            Repeat(TinyFile.Tensor(ElementType.Bool, 0), (t, _) => t.Message(13, new ProtoWriter())).Text(8, "c"))),
        ["sparse initializers"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) =>
            g.Message(15, new ProtoWriter().Message(1, new ProtoWriter().Text(8, $"{i}"))))),
        ["inputs"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(11, new ProtoWriter().Text(1, $"{i}")))),
        ["inputs of nothing"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(11, new ProtoWriter()))),
        ["inputs with shapes"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(11, TinyFile.Value($"{i}", 1, 2)))),
        ["outputs"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(12, new ProtoWriter().Text(1, "x")))),
        ["inner values"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(13, new ProtoWriter().Text(1, $"{i}")))),
        ["dimensions of one value"] = () => TinyFile.Model(TinyFile.AddGraph().Message(13, TinyFile.Value("t", new long[Many]))),
        ["dimensions of nothing"] = () => TinyFile.Model(TinyFile.AddGraph().Message(11, new ProtoWriter().Text(1, "t").Message(2, new ProtoWriter()
            .Message(1, new ProtoWriter().Message(2, Repeat(new ProtoWriter(), (s, _) => s.Message(1, new ProtoWriter()))))))),
        ["opsets"] = () => Repeat(TinyFile.Model(TinyFile.AddGraph()), (m, i) => m.Message(8, TinyFile.Opset($"{i}", 1))),
        ["metadata"] = () => Repeat(TinyFile.Model(TinyFile.AddGraph()), (m, i) => m.Message(14, new ProtoWriter().Text(1, $"{i}"))),
        ["unknown fields of one number"] = () => Repeat(TinyFile.Model(TinyFile.AddGraph()), (m, i) => m.Number(99, i)),
        ["unknown texts of one number"] = () => Repeat(TinyFile.Model(TinyFile.AddGraph()), (m, i) => m.Text(99, "")),
        ["unknown fields"] = () => Repeat(TinyFile.Model(TinyFile.AddGraph()), (m, i) => m.Number(99 + i, i)),
        ["unknown fields in turns"] = () => Repeat(TinyFile.Model(TinyFile.AddGraph()), (m, i) => m.Number(99 + (i % 7), i)),
        ["nodes with unknown fields"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(1, TinyFile.Node("A", [], [$"{i}"]).Number(99, 1)))),
        ["values with unknown fields"] = () => TinyFile.Model(Repeat(TinyFile.AddGraph(), (g, i) => g.Message(11, new ProtoWriter().Text(1, $"{i}").Number(99, 1)))),
        ["attributes with unknown fields"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, Repeat(TinyFile.Node("A", [], ["t"]), (n, i) =>
            n.Message(5, new ProtoWriter().Text(1, $"{i}").Number(20, 11).Message(22, new ProtoWriter()))))),
        ["one number again and again"] = () => Repeat(TinyFile.Model(TinyFile.AddGraph()), (m, _) => m.Number(1, 8)),
        ["one name again and again"] = () => Repeat(TinyFile.Model(TinyFile.AddGraph()), (m, _) => m.Text(2, "p")),
        ["one graph again and again"] = () => Repeat(TinyFile.Model(TinyFile.AddGraph()), (m, _) => m.Message(7, new ProtoWriter())),
        ["one long name"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, TinyFile.Node("A", [], [new string('n', 60_000)]))),
        ["one large unknown field"] = () => TinyFile.Model(TinyFile.AddGraph()).Bytes(25, new byte[100 * Many]),
        ["one large metadata text"] = () => TinyFile.Model(TinyFile.AddGraph()).Message(14, new ProtoWriter().Text(1, "k").Bytes(2, new byte[100 * Many])),
        ["one large tensor"] = () => TinyFile.Model(TinyFile.AddGraph().Message(5, TinyFile.Weights("c", new float[25 * Many]))),
        ["one large typed tensor"] = () => TinyFile.Model(TinyFile.AddGraph().Message(5, TinyFile.Tensor(ElementType.Float, 25 * Many).Bytes(4, new byte[100 * Many]).Text(8, "c"))),
        ["one large attribute"] = () => TinyFile.Model(TinyFile.AddGraph().Message(1, TinyFile.Node("A", [], ["t"]).Message(5, new ProtoWriter().Text(1, "a").Bytes(4, new byte[100 * Many])))),
    };

    public static TheoryData<string> All() => [.. Crowds.Keys];

    [Theory, MemberData(nameof(All))]
    public void WhatReadingAllocates_IsWithinTheForecast(string crowd)
    {
        var file = Crowds[crowd]().ToArray();
        Measure(TinyFile.Model(TinyFile.AddGraph()).ToArray()); // what is made once
        var (allocated, forecast) = Measure(file);
        TestContext.Current.TestOutputHelper!.WriteLine($"{file.Length:N0} bytes, {allocated:N0} allocated, {forecast:N0} forecast, {forecast / (double)allocated:F2}");
        Assert.InRange(allocated, 0, forecast);
    }

    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void TheForecastForARealModel_IsNearTheTruth(string name)
    {
        var file = File.ReadAllBytes(SharedModels.Require(name));
        Measure(file);
        var (allocated, forecast) = Measure(file);
        TestContext.Current.TestOutputHelper!.WriteLine($"{file.Length:N0} bytes, {allocated:N0} allocated, {forecast:N0} forecast");
        Assert.InRange(forecast, allocated, 2.5 * allocated);
    }

    [Fact]
    public void ALargeGraph_IsRead_AndAnAbsurdOneIsNot()
    {
        var (large, absurd) = (Nodes(70_000), Nodes(300_000));
        Assert.Equal(70_000, OnnxReader.Read(large).Graph.Nodes.Count);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("plausible number of nodes", Assert.Throws<OnnxException>(() => OnnxReader.Read(absurd)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);

        static byte[] Nodes(int count)
        {
            var graph = TinyFile.Graph();
            for (var i = 0; i < count; i++) graph.Message(1, TinyFile.Node("A", i == 0 ? [] : [$"{i - 1}"], [$"{i}"]));
            return TinyFile.Model(graph).ToArray();
        }
    }

    private static (long Allocated, long Forecast) Measure(byte[] file)
    {
        var budget = new MemoryBudget(1L << 40);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            OnnxReader.Read(file, null, budget);
        }
        catch (OnnxException)
        {
            // also a file that is refused may not take more
        }
        return (GC.GetAllocatedBytesForCurrentThread() - before, budget.Spent);
    }

    private static ProtoWriter Repeat(ProtoWriter message, Action<ProtoWriter, int> add)
    {
        for (var i = 0; i < Many; i++) add(message, i);
        return message;
    }
}

using System.Text.Json;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

public sealed class GraphCommandTests
{
    [Fact]
    public async Task Graph_SaysWhatTheModelIsMadeOf()
    {
        var (code, text, errors) = await SegEdgeProcess.RunAsync(null, "graph", "--model", "field", "--nodes", "3");
        Assert.True(code == 0, errors);
        Assert.Contains("input    image: Float [1, 3, 384, 640]", text, StringComparison.Ordinal);
        Assert.Contains("output   logits: Float [1, 6, 384, 640]", text, StringComparison.Ordinal);
        Assert.Contains("916,986 parameters", text, StringComparison.Ordinal);
        Assert.Contains("28 Conv", text, StringComparison.Ordinal);
        Assert.Contains("more (--nodes 0 lists all)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_AsJson_IsWhole()
    {
        var (code, text, errors) = await SegEdgeProcess.RunAsync(null, "graph", "--model", Repository.Path("models/field/field.onnx"), "--json");
        Assert.True(code == 0, errors);
        var graph = JsonDocument.Parse(text).RootElement;
        Assert.Equal(28, graph.GetProperty("operators").GetProperty("Conv").GetInt32());
        Assert.Equal(graph.GetProperty("operators").EnumerateObject().Sum(o => o.Value.GetInt32()), graph.GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public async Task Graph_OfNoModel_IsAClearError()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("no.onnx"), "this is no model", TestContext.Current.CancellationToken);
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "graph", "--model", folder.File("no.onnx"));
        Assert.Equal(2, code);
        Assert.Contains("no.onnx: 16 bytes that are no ONNX model", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compile_WritesGraphs_AndSaysWhatTheyAre()
    {
        using TemporaryFolder folder = new(), home = new();
        var (code, text, errors) = await SegEdgeProcess.RunAsync(home.Path, "compile", "--model", "field", "--out", folder.Path, "--cells", "10x6");
        Assert.True(code == 0, errors);
        Assert.True(File.Exists(folder.File("deployed.onnx")));
        Assert.Contains("pixels: UInt8 [1, 384, 640, 3]", text, StringComparison.Ordinal);
        Assert.Contains("classes_field: UInt8 [1, 384, 640]", text, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("explain-field.onnx")));
        Assert.Contains("slopes: Float [coalitions, 6, 10]", text, StringComparison.Ordinal);
    }
}

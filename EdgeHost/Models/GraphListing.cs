using System.Globalization;
using System.Text;
using SegEdge.Onnx;

namespace SegEdge.EdgeHost.Models;

/// <summary>A model's structure as text: versions, faces, operators, nodes. Shapes must be inferred.</summary>
internal static class GraphListing
{
    /// <summary>What a model is and does, on a few lines.</summary>
    public static string Summary(Model model)
    {
        var graph = model.Graph;
        var text = new StringBuilder();
        var opsets = string.Join(", ", model.Opsets.Select(o => $"{(o.Key.Length == 0 ? "ai.onnx" : o.Key)} {o.Value}"));
        Line(text, "model", $"{graph.Name}  IR version {model.IrVersion}, opset {opsets}{(model.ProducerName.Length > 0 ? $", made by {model.ProducerName} {model.ProducerVersion}".TrimEnd() : "")}");
        foreach (var input in graph.FreeInputs) Line(text, "input", Face(input));
        foreach (var output in graph.Outputs) Line(text, "output", Face(output));
        Line(text, "numbers", string.Create(CultureInfo.InvariantCulture,
            $"{Parameters(graph):N0} parameters, {Constants(graph).Sum(t => (long)t.Raw.Length):N0} bytes of constants"));
        Line(text, "nodes", string.Create(CultureInfo.InvariantCulture, $"{graph.Nodes.Count:N0}: ") + string.Join(", ", Operators(graph).Select(o => $"{o.Count} {o.Name}")));
        return text.ToString().TrimEnd();
    }

    /// <summary>One line for each node: number, operator, name, what it makes, the parameters it reads.</summary>
    /// <param name="most">The first so many; all if 0.</param>
    public static IEnumerable<string> Nodes(Model model, int most)
    {
        var nodes = model.Graph.Nodes.Take(most == 0 ? int.MaxValue : most).ToArray();
        string[][] cells =
        [
            .. nodes.Select((node, i) => new[]
            {
                i.ToString(CultureInfo.InvariantCulture),
                node.Domain.Length > 0 ? $"{node.Domain}.{node.OpType}" : node.OpType,
                node.Name,
                string.Join(", ", node.Outputs.OfType<Value>().Select(o => $"{o.Type} {o.Shape?.ToString() ?? "[...]"}")),
                node.Inputs.OfType<Value>().Where(v => v.IsInitializer).Sum(v => v.Constant!.Count) is > 0 and var count ? count.ToString("N0", CultureInfo.InvariantCulture) : "",
            }),
        ];
        var widths = Enumerable.Range(0, 5).Select(c => cells.Select(row => row[c].Length).DefaultIfEmpty().Max()).ToArray();
        foreach (var row in cells)
            yield return $"{row[0].PadLeft(widths[0])}  {row[1].PadRight(widths[1])}  {row[2].PadRight(widths[2])}  {row[3].PadRight(widths[3])}  {row[4].PadLeft(widths[4])}".TrimEnd();
        if (nodes.Length < model.Graph.Nodes.Count) yield return $"... and {model.Graph.Nodes.Count - nodes.Length} more (--nodes 0 lists all)";
    }

    /// <summary>How often each operator stands in the graph, the most frequent first.</summary>
    public static IReadOnlyList<(string Name, int Count)> Operators(Graph graph) =>
    [
        .. graph.Nodes.GroupBy(n => n.Domain.Length > 0 ? $"{n.Domain}.{n.OpType}" : n.OpType).Select(g => (Name: g.Key, Count: g.Count()))
            .OrderByDescending(o => o.Count).ThenBy(o => o.Name, StringComparer.Ordinal),
    ];

    /// <summary>Floating numbers that the model was trained to have, as far as a file can tell: those of more than one element.</summary>
    public static long Parameters(Graph graph) => Constants(graph).Where(t => t.Type.IsFloating() && t.Count > 1).Sum(t => t.Count);

    private static IEnumerable<Tensor> Constants(Graph graph) =>
        graph.Initializers.Select(i => i.Constant!).Concat(graph.Nodes.Where(n => n.Is("Constant")).Select(n => n.Output.Constant).OfType<Tensor>());

    private static string Face(Value value) => $"{value.Name}: {value.Type} {value.Shape?.ToString() ?? "[...]"}";

    private static void Line(StringBuilder text, string what, string line) => text.Append(CultureInfo.InvariantCulture, $"  {what,-8} {line}\n");
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SegEdge.EdgeHost.Models;
using SegEdge.Onnx;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge graph</c>: what a model is made of.</summary>
internal static class GraphCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var model = CommonOptions.Model();
        var nodes = new Option<int>("--nodes") { Description = "List so many nodes; 0 lists all.", DefaultValueFactory = _ => 40, HelpName = "N" };
        nodes.Validators.Add(result => { if (result.GetValueOrDefault<int>() < 0) result.AddError("--nodes: expected 0 (all) or more."); });
        var json = new Option<bool>("--json") { Description = "Everything as JSON, for other programs." };
        var command = new Command("graph", "Print a model's structure: versions, inputs and outputs, operators, nodes with shapes and parameters.") { model, nodes, json };
        command.Act((parsed, _) =>
        {
            var path = PathOf(parsed.GetRequiredValue(model));
            var graph = OnnxReader.Read(path);
            Shapes.Infer(graph);
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(Described(graph), Indented));
            else
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}  {new FileInfo(path).Length:N0} bytes"));
                Console.WriteLine(GraphListing.Summary(graph));
                foreach (var line in GraphListing.Nodes(graph, parsed.GetValue(nodes))) Console.WriteLine(line);
            }
            return Task.CompletedTask;
        });
        return command;
    }

    // A file needs no manifest to be looked at.
    private static string PathOf(string model) =>
        File.Exists(model) && Path.GetFileName(model) != ModelPackage.ManifestName ? model : new ModelCatalog().Open(model).ModelPath;

    private static object Described(Model model) => new
    {
        name = model.Graph.Name,
        irVersion = model.IrVersion,
        opsets = model.Opsets.ToDictionary(o => o.Key.Length == 0 ? "ai.onnx" : o.Key, o => o.Value),
        producer = $"{model.ProducerName} {model.ProducerVersion}".Trim(),
        parameters = GraphListing.Parameters(model.Graph),
        inputs = model.Graph.FreeInputs.Select(Described),
        outputs = model.Graph.Outputs.Select(Described),
        operators = GraphListing.Operators(model.Graph).ToDictionary(o => o.Name, o => o.Count),
        nodes = model.Graph.Nodes.Select(n => new
        {
            name = n.Name,
            op = n.OpType,
            domain = n.Domain,
            inputs = n.Inputs.Select(i => i?.Name),
            outputs = n.Outputs.OfType<Value>().Select(Described),
            attributes = n.Attributes.Select(a => a.ToString()),
        }),
    };

    private static object Described(Value value) => new { name = value.Name, type = value.Type.ToString(), shape = value.Shape?.Select(d => d.ToString()) };
}

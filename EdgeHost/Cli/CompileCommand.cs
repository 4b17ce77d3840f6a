using System.CommandLine;
using System.Globalization;
using SegEdge.EdgeHost.Models;
using SegEdge.Explain;
using SegEdge.Onnx;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge compile</c>: the graphs that a model becomes, to look at or to hand to another runtime.</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var output = CommonOptions.Out();
        var cells = new Option<string>("--cells") { Description = "Grid of the explain graphs, columns x rows.", DefaultValueFactory = _ => "20x12", HelpName = "CxR" };
        var provider = CommonOptions.Provider();
        var command = new Command("compile", "Make the deployed graph (pixels in, class maps and statistics out) and each head's explain graph (with its backward pass), and say what they are.") { model, output, cells, provider };
        command.Act((parsed, _) =>
        {
            var package = new ModelCatalog().Open(parsed.GetRequiredValue(model));
            Compile(package, parsed.GetRequiredValue(output), CellCount.Parse(parsed.GetRequiredValue(cells)), parsed.GetRequiredValue(provider));
            return Task.CompletedTask;
        });
        return command;
    }

    private static void Compile(ModelPackage package, DirectoryInfo output, CellCount cells, string provider)
    {
        output.Create();
        var compiler = new ModelCompiler(package, CompiledModels.Standard, provider);
        var split = SplitChoice.For(new RuntimeOptions { Provider = provider, Split = "graph" }, package.Manifest);
        Console.WriteLine($"{package.ModelPath}");
        var original = OnnxReader.Read(package.ModelPath);
        Shapes.Infer(original);
        Console.WriteLine(GraphListing.Summary(original));
        Write(compiler.Deploy(split.Split), "deployed.onnx");
        for (var h = 0; h < package.Manifest.Heads.Count; h++)
        {
            var name = $"explain-{package.Manifest.Heads[h].Name}.onnx";
            try
            {
                Write(compiler.Explain(h, cells), name);
            }
            catch (ModelException e) when (e.InnerException is OnnxException)
            {
                // The model still segments; what cannot be differentiated is explained by running it.
                Console.WriteLine();
                Console.WriteLine($"{name}: not made. {e.Message}");
            }
        }

        void Write(CompiledModel made, string name)
        {
            var path = Path.Combine(output.FullName, name);
            File.Copy(made.Path, path, overwrite: true);
            Console.WriteLine();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}  {new FileInfo(path).Length:N0} bytes"));
            Console.WriteLine(GraphListing.Summary(OnnxReader.Read(path)));
        }
    }
}

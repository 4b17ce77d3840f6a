using System.CommandLine;
using SegEdge.EdgeHost.Models;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge probe</c>: what a model file declares, a manifest for it, and where an existing manifest disagrees.</summary>
internal static class ProbeCommand
{
    public static Command Create()
    {
        var model = new Option<FileInfo>("--model", "-m") { Description = "An .onnx file.", Required = true, HelpName = "FILE" };
        var command = new Command("probe", "Print a model's inputs and outputs, propose a manifest, and name the fields of an existing one that disagree.") { model };
        command.Act((parsed, _) =>
        {
            Probe(parsed.GetRequiredValue(model));
            return Task.CompletedTask;
        });
        return command;
    }

    private static void Probe(FileInfo file)
    {
        var signature = ModelSignature.Read(file.FullName);
        Console.WriteLine($"{file.Name}  {file.Length:N0} bytes  sha256 {ModelPackage.HashOf(file.FullName)}");
        foreach (var input in signature.Inputs) Console.WriteLine($"  input   {input}");
        foreach (var output in signature.Outputs) Console.WriteLine($"  output  {output}");

        var manifestPath = Path.Combine(file.DirectoryName!, ModelPackage.ManifestName);
        if (File.Exists(manifestPath))
        {
            var problems = ManifestCheck.Compare(ModelPackage.Load(file.FullName).Manifest, signature);
            if (problems.Count > 0) throw new UsageException([.. problems.Select(p => $"{manifestPath}: {p}")]);
            Console.WriteLine($"{manifestPath} agrees with it.");
            return;
        }
        Console.WriteLine();
        Console.WriteLine($"No {ModelPackage.ManifestName} beside it. A proposal, to be corrected where the file cannot tell (colours, mean, std, scale, class names):");
        Console.WriteLine(ManifestReader.Write(ManifestProposal.For(file.FullName, signature)));
    }
}

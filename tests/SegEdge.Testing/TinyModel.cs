using System.Security.Cryptography;
using SegEdge.Pipeline.Models;

namespace SegEdge.Testing;

/// <summary>A model file's bytes with the manifest that fits it.</summary>
public sealed record TinyModel(byte[] Onnx, ModelManifest Manifest)
{
    /// <summary>The same file under another manifest: for disagreements, preprocessing, thresholds.</summary>
    public TinyModel With(Func<ModelManifest, ModelManifest> change) => this with { Manifest = change(Manifest) };

    public TinyModel WithInput(Func<ModelInput, ModelInput> change) => With(m => m with { Input = change(m.Input) });

    public TinyModel WithHead(Func<ModelHead, ModelHead> change) => With(m => m with { Heads = [.. m.Heads.Select(change)] });

    /// <summary>Writes model and manifest and loads them the way the service does.</summary>
    public ModelPackage SaveTo(TemporaryFolder folder)
    {
        File.WriteAllBytes(folder.File(Manifest.File), Onnx);
        File.WriteAllText(folder.File(ModelPackage.ManifestName), ManifestReader.Write(Manifest));
        return ModelPackage.Load(folder.Path);
    }

    /// <param name="heads">Name, output, kind and class count of each.</param>
    public static TinyModel Of(TinyGraph graph, ModelTask task, TensorLayout layout, int width, int height,
        params (string Name, string Output, HeadKind? Kind, int Classes)[] heads)
    {
        var onnx = graph.ToModel();
        return new TinyModel(onnx, new ModelManifest
        {
            Name = "tiny",
            Task = task,
            File = "tiny.onnx",
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx)),
            Input = new ModelInput { Name = TinyOnnx.InputName, Layout = layout, Color = ColorOrder.Rgb, Width = width, Height = height },
            Heads =
            [
                .. heads.Select(h => new ModelHead
                {
                    Name = h.Name,
                    Output = h.Output,
                    Kind = h.Kind,
                    Classes = [.. Enumerable.Range(0, h.Classes).Select(c => new ModelClass($"class{c}", $"#{c:x2}{c:x2}{c:x2}"))],
                }),
            ],
        });
    }
}

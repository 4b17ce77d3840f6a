using SegEdge.Onnx;
using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>The same network with all its weights drawn anew, of the same mean and deviation: what it answers, it has not learnt. It lies in a temporary
/// folder, with the graphs compiled of it, and goes with it.</summary>
/// <remarks>Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS 2018, arXiv:1810.03292, where all layers are randomised.</remarks>
internal sealed class RandomisedModel : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("segedge-randomised-");

    /// <exception cref="ModelException">The file is none, or has no floating weights to draw anew.</exception>
    public RandomisedModel(ModelPackage package, RuntimeOptions runtime, int seed)
    {
        var path = Path.Combine(_folder.FullName, "randomised.onnx");
        try
        {
            var model = OnnxReader.Read(package.ModelPath);
            new UpgradeOpset().Apply(model);
            new FoldConstants().Apply(model);
            new RandomiseWeights(seed).Apply(model);
            OnnxWriter.Write(model, path);
        }
        catch (OnnxException e)
        {
            Dispose();
            throw new ModelException($"{package.ModelPath}: it cannot be randomised: {e.Message} Ask without --randomise.", e);
        }
        Package = package with { ModelPath = path, Sha256 = ModelPackage.HashOf(path) };
        Runtime = runtime with { CompiledFolder = _folder.FullName };
    }

    public ModelPackage Package { get; }

    /// <summary>As given, but what is compiled goes into the temporary folder.</summary>
    public RuntimeOptions Runtime { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
